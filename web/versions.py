"""The versions of the rules, and what one says otherwise than another."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from flask import Blueprint, Response, request

from api.current import service
from api.service import KnownRuleset
from engine.changes import Change
from web import words
from web.pages import page

blueprint = Blueprint("versions", __name__)
Marked = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Sides:
    """A change as two lists of lines; a line that the other side doesn't have is marked."""

    change: Change
    before: Marked
    after: Marked


@blueprint.get("/versies")
def index() -> Response:
    """The versions of every decision and region, those in use first."""
    found: dict[tuple[str, str], list[KnownRuleset]] = {}
    for known in service().rulesets():
        found.setdefault((known.decision, known.region), []).append(known)
    return page("rules/versions.html", "Versies van de regels", versies=found)


@blueprint.get("/versies/verschil")
def difference() -> Response:
    """What a version says otherwise than an older one."""
    old, new = request.args.get("van", ""), request.args.get("naar", "")
    known = service().ruleset(new)
    return page(
        "rules/difference.html",
        f"Wat er anders is voor {words.decision(known.decision).lower()} "
        f"in {words.region(known.region)}",
        wijzigingen=[_sides(change) for change in service().changes(old, new)],
        oud=service().ruleset(old),
        nieuw=known,
    )


def _sides(change: Change) -> Sides:
    before = change.before.lines if change.before else ()
    after = change.after.lines if change.after else ()
    same = SequenceMatcher(a=before, b=after, autojunk=False).get_matching_blocks()
    kept_before = {block.a + n for block in same for n in range(block.size)}
    kept_after = {block.b + n for block in same for n in range(block.size)}
    return Sides(change, _marked(before, kept_before), _marked(after, kept_after))


def _marked(lines: tuple[str, ...], kept: set[int]) -> Marked:
    return [(line.removeprefix("- "), place not in kept) for place, line in enumerate(lines)]
