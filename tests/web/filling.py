"""Fills in forms as a browser without script does: what stands in them goes along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bs4 import Tag
from flask.testing import FlaskClient
from looking import Page, look, words

Answers = Mapping[str, str | Sequence[str]]


@dataclass
class Walk:
    """A walk through the pages: the page that is shown, and how many were."""

    client: FlaskClient
    page: Page = field(default_factory=lambda: Page("", "html.parser"))

    def open(self, address: str) -> Page:
        """Ask a page."""
        self.page = look(self.client.get(address))
        return self.page

    def send(
        self, answers: Answers, doe: str = "verder", number: int = 0, status: int = 200
    ) -> Page:
        """Fill in a form of the page, send it, and follow where it leads."""
        form = self.page.select("main form")[number]
        sent = {**filled(form), "doe": [doe], **answers}
        answer = self.client.post(str(form["action"]), data=sent)
        if answer.status_code == 303:
            self.page = look(self.client.get(answer.headers["Location"]))
        else:
            self.page = look(answer, status)
        return self.page

    @property
    def title(self) -> str:
        """The words of the h1."""
        return words(self.page.find_all("h1")[0])

    @property
    def asked(self) -> list[str]:
        """The names of the facts that the page asks."""
        names = [str(tag["value"]) for tag in self.page.select("input[name=vragen]")]
        return list(dict.fromkeys(names))

    @property
    def faults(self) -> list[str]:
        """What the page says is wrong."""
        return [words(tag) for tag in self.page.select("#fouten li")]


def filled(form: Tag) -> dict[str, list[str]]:
    """What a form sends when nothing is changed in it."""
    sent: dict[str, list[str]] = {}
    for tag in form.select("input, select, textarea"):
        if tag.get("type") in ("radio", "checkbox") and not tag.has_attr("checked"):
            continue
        chosen = tag.select_one("option[selected]") if tag.name == "select" else None
        value = chosen or tag
        text = tag.get_text() if tag.name == "textarea" else str(value.get("value", ""))
        sent.setdefault(str(tag["name"]), []).append(text)
    return sent
