"""Facts and parameters by name, on a day: what kind they have, what value, and what is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from engine.model import Fact, Parameter
from engine.values import Kind, Span

Values = Mapping[str, Any]


class Names:
    """The facts, and the parameters with their values of a day."""

    def __init__(
        self, facts: Mapping[str, Fact], parameters: Mapping[str, Parameter], day: date
    ) -> None:
        self.facts, self.parameters = facts, parameters
        self.constants: dict[str, Any] = {name: p.on(day) for name, p in parameters.items()}

    def kind(self, name: str) -> Kind:
        """The kind of a fact or parameter."""
        known = self.facts.get(name) or self.parameters[name]
        return known.kind

    def value(self, name: str, values: Values) -> Any:
        """The value of a fact or parameter, or None while it is open."""
        if name in self.facts or name in values:
            return values.get(name)
        value = self.constants[name]
        per = self.parameters[name].per
        return value.get(values.get(per)) if per and isinstance(value, Mapping) else value

    def is_constant(self, name: str) -> bool:
        """Whether a name is a parameter with one value, whatever the facts are."""
        return name not in self.facts and not self.parameters[name].per

    def possible(self, name: str, values: Values) -> Iterator[Any]:
        """The values a name can have by itself: several when an open fact lists them."""
        value = self.value(name, values)
        if value is not None:
            yield from () if isinstance(value, Span) else (value,)
        elif self._lister(name, values):
            yield from {v: None for v in self.constants[name].values() if v is not None}

    def may_lack(self, name: str, values: Values) -> bool:
        """Whether a name is open, or can be once the fact that it is listed by is known."""
        if per := self._lister(name, values):
            listed = self.constants[name]
            return any(listed.get(choice) is None for choice in self.kind(per).choices)
        value = self.value(name, values)
        return value is None or isinstance(value, Span)

    def lacking(self, name: str, values: Values) -> str | None:
        """What is open when a value is: the fact, the parameter, or the fact it is listed by."""
        value = self.value(name, values)
        if value is not None:
            return name if isinstance(value, Span) else None
        return self._lister(name, values) or name

    def _lister(self, name: str, values: Values) -> str | None:
        """The open fact that the values of a parameter are listed by."""
        if name in self.facts or name in values or self.constants[name] is None:
            return None
        per = self.parameters[name].per
        return per if per and values.get(per) is None else None

    def listers(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts that the values of parameters are listed by."""
        found = (self.parameters[name].per for name in names if name in self.parameters)
        return tuple(per for per in found if per)
