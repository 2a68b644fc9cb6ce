"""Reads a page as a browser would, and holds it to what every page must be."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from web.headers import HEADERS

Page = BeautifulSoup
_UNLABELLED = ("hidden", "submit", "button")
_OUTSIDE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)


def look(answer: TestResponse, status: int = 200) -> Page:
    """Hold an answer to the shape of a page and give it read."""
    assert answer.status_code == status, answer.text[:2000]
    assert answer.content_type == "text/html; charset=utf-8"
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] in ("no-store", "private, no-cache")
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "nl"
    (h1,) = page.find_all("h1")
    assert page.title is not None
    assert page.title.get_text().startswith(words(h1))
    check_inputs(page)
    check_nothing_inline(page)
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids)), sorted({id for id in ids if ids.count(id) > 1})
    return page


def words(tag: Tag) -> str:
    """The words of a part of a page, on one line."""
    return " ".join(tag.get_text(" ").split())


def check_inputs(page: Page) -> None:
    """Every input has a label with words in it, and every form that posts is signed."""
    for field in page.select("input, select, textarea"):
        if field.get("type") in _UNLABELLED:
            continue
        label = page.select_one(f'label[for="{field.get("id")}"]')
        assert label is not None, field
        assert words(label), field
    for form in page.select("form[method=post]"):
        assert form.select_one("input[name=csrf_token]") is not None, form.get("action")


def check_nothing_inline(page: Page) -> None:
    """No script or style in the page itself, and nothing from elsewhere."""
    for script in page.find_all("script"):
        assert script.get("src"), script
        assert not script.get_text(strip=True)
    assert page.find_all("style") == []
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            assert name != "style", tag
            assert not name.startswith("on"), tag
            assert not name.startswith("hx-on"), tag
            if name in ("src", "href", "action"):
                outside = _OUTSIDE.match(str(value)) and tag.name != "a"
                assert not outside, tag
                assert not str(value).lower().startswith("javascript:"), tag
