// Makes pages easier where a browser can; every page works without.
"use strict";

// A summary of faults is read first.
function toFaults() {
  const faults = document.getElementById("fouten");
  if (faults) faults.focus();
}

// Shows what only works with script: copying a text, and printing.
function show(root) {
  for (const button of root.querySelectorAll("button[data-kopieer], button[data-print]")) button.hidden = false;
}

async function copy(button) {
  const text = document.getElementById(button.dataset.kopieer);
  const said = document.getElementById(button.dataset.kopieer + "-gezegd");
  await navigator.clipboard.writeText("value" in text ? text.value : text.innerText);
  if (said) said.textContent = "De tekst is gekopieerd.";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.kopieer) copy(button);
  if ("print" in button.dataset) window.print();
});

// "Geen van deze" and "weet ik nog niet" go without the other choices of their question.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked) return;
  const boxes = box.closest("fieldset")?.querySelectorAll("input[type=checkbox]") ?? [];
  const alone = "alleen" in box.dataset;
  for (const other of boxes) {
    if (other !== box && (alone || "alleen" in other.dataset)) other.checked = false;
  }
});

document.addEventListener("DOMContentLoaded", () => {
  toFaults();
  show(document);
});
document.addEventListener("htmx:load", (event) => show(event.target));
