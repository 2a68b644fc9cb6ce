"""What every contender must say the same about a declaration, and how it is held side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Difference:
    """A declaration on which a contender says something else than the first one."""

    contender: str
    facts: Facts
    parts: tuple[str, ...]


def compare(
    taking_part: Sequence[Contender], declarations: Sequence[Facts]
) -> tuple[Difference | None, Counter[str]]:
    """The first difference, if any, and how often each outcome came out."""
    seen: Counter[str] = Counter()
    for facts in declarations:
        first, *others = [_answer(contender, facts) for contender in taking_part]
        seen[f"oordeel {first.main}"] += 1
        seen[f"vorm {first.form}"] += 1
        for contender, answer in zip(taking_part[1:], others, strict=True):
            parts = tuple(differences(first, answer))
            if parts:
                return Difference(contender.name, facts, parts), seen
    return None, seen


def _answer(contender: Contender, facts: Facts) -> Answer:
    contender.prepare()
    return contender.answer(contender.decide(facts))
