"""All there is to say about a rule folder: what refuses it, and what probably isn't meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.advice import ADVICE
from engine.findings import Finding, Findings
from engine.loader import load_files, read_folder
from engine.model import Rulebook


def inspect(folder: Path) -> tuple[Rulebook | None, Findings]:
    """Read a folder and run every check; the rulebook is None when a fault refuses it."""
    rulebook, findings = load_files(read_folder(folder), prefix=f"{folder.name}/")
    if rulebook is not None:
        findings.extend(remarks(rulebook))
    return rulebook, findings


def remarks(rulebook: Rulebook) -> Iterator[Finding]:
    """What probably isn't meant in rules that can be used, file by file."""
    found = Findings()
    for advise in ADVICE:
        found.extend(advise(rulebook))
    yield from found
