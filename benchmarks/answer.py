"""What every contender must say the same about a declaration, and how it is held side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, free of wording.

    Rules and notes are rule numbers in ascending order; `rules` and `form_rules` are those that
    hold and made the outcome. The missing names are None for a contender that only says whether
    something is missing: that is the outcome `aanvullen` itself.
    """

    main: str
    form: str
    cents: int | None
    rules: tuple[str, ...]
    form_rules: tuple[str, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...] | None = None
    form_missing: tuple[str, ...] | None = None


class Contender(ABC):
    """Decides declarations in its own way."""

    name: ClassVar[str]
    prepares: ClassVar[bool] = False

    def start(self) -> None:  # noqa: B027 (most have nothing to do)
        """Get ready for a round; this isn't timed."""

    def prepare(self) -> None:  # noqa: B027
        """Get ready for the next decision, if `prepares`; this isn't timed."""

    @abstractmethod
    def decide(self, facts: Facts) -> Any:
        """Decide on JSON facts and give the contender's own finished answer; this is timed."""

    @abstractmethod
    def answer(self, said: Any) -> Answer:
        """What was said, in the form that is compared."""


def differences(one: Answer, two: Answer) -> Iterator[str]:
    """Each part in which two answers differ; a part that one of them leaves out is passed over."""
    for part in fields(Answer):
        a, b = getattr(one, part.name), getattr(two, part.name)
        left_out = part.name.endswith("missing") and (a is None or b is None)
        if a != b and not left_out:
            yield f"{part.name}: {a} / {b}"
