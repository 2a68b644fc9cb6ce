"""Forms: an answer written once, with blanks for what differs from one outcome to the next.

A form is made of dicts, lists and texts. A blank is a function of the outcome in the place of one
of these. What has no blank is shared by all answers made from the form: nobody may change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.outcome import Outcome

Blank = Callable[[Outcome], Any]


def form(made: dict[str, Any] | list[Any]) -> Any:
    """The dict or list itself; or when some part is a blank, a blank that fills in a copy."""
    parts = made.items() if isinstance(made, dict) else enumerate(made)
    blanks: list[tuple[Any, Blank]] = [(place, part) for place, part in parts if callable(part)]
    if not blanks:
        return made

    def fill(outcome: Outcome) -> Any:
        filled: Any = made.copy()
        for place, blank in blanks:
            filled[place] = blank(outcome)
        return filled

    return fill


def forms(made: Iterable[dict[str, Any]]) -> Any:
    """A list of dicts as a form."""
    filled = [form(part) for part in made]
    return form(filled) if filled else filled


def joined(pieces: list[Any]) -> Any:
    """A text of pieces; a blank when some piece is one."""
    filled = form(pieces)
    if not callable(filled):
        return "".join(pieces)
    return lambda outcome: "".join(filled(outcome))
