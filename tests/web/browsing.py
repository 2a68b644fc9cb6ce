"""A browser that walks the pages, and holds each page that it sees to WCAG 2.2 A and AA."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Request, sync_playwright
from werkzeug.serving import make_server

from web.app import Site

NAMES = ("chromium", "chromium-browser", "google-chrome")
NONE = (
    "DE BROWSERTESTS ZIJN OVERGESLAGEN: er is geen Chromium. "
    "Op Debian en Ubuntu: sudo apt install chromium"
)
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SECONDS = 15


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium; skip without one, except on the build server."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and os.environ.get("CI"):
        pytest.fail(NONE)
    if path is None:
        pytest.skip(NONE)
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=path, args=[*_QUIET])
        yield started
        started.close()


@contextmanager
def serving(api: Flask, pages: Flask) -> Iterator[str]:
    """Serve the site on this computer, and give its address."""
    server = make_server("127.0.0.1", 0, Site(api, pages), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(SECONDS)
    server.server_close()


@dataclass
class Visitor:
    """Somebody with a browser: where they are, and what went wrong on the way."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)
    refused: bool = False

    def __post_init__(self) -> None:
        """Listen for what may not happen: errors, and requests to elsewhere."""
        self.page.set_default_timeout(SECONDS * 1000)
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._asked)

    def _heard(self, kind: str, text: str) -> None:
        # A form that comes back with what is wrong has status 400, which a browser reports.
        if kind in ("error", "warning") and "status of 400" not in text:
            self.wrong.append(text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.address):
            self.wrong.append(f"outside: {request.url}")

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + path)

    def click(self, name: str, role: str = "button") -> None:
        """Press a button or follow a link by its words, and wait for where it leads."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def choose(self, question: str, *answers: str) -> None:
        """Tick answers to a question, both by their words."""
        group = self.page.get_by_role("group", name=question)
        for answer in answers:
            group.get_by_label(answer, exact=True).check()

    def check(self) -> None:
        """Hold the page to WCAG, to a narrow screen, and to having done nothing that may not be."""
        tags = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
        found = Axe().run(self.page, options=tags)
        assert found.violations_count == 0, found.generate_report()
        wide = self.page.viewport_size
        self.page.set_viewport_size({"width": 320, "height": 640})
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 320, self.page.url
        if wide:
            self.page.set_viewport_size(wide)
        assert self.wrong == []

    @property
    def title(self) -> str:
        """The words of the h1."""
        return self.page.locator("h1").inner_text()


def screenshot(visitor: Visitor, folder: Path, name: str) -> None:
    """Keep what a page looks like, wide and narrow."""
    for width in (1280, 400):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
