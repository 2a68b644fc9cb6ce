"""The fields of what comes in: read once, faults in Dutch, shapes known to the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from api.current import service
from api.problems import Fault
from api.service import Service
from api.texts import LONGEST_FACT, text_fault
from engine.findings import hint
from engine.model import Fact
from engine.values import Day, ValueFault

MOST_FACTS = 500
LONGEST_NAME = 100
YEARS = "^(199[0-9]|20[0-9]{2})-"
"""The years that a date can be in, as the engine bounds them."""

_DAY = Day("datum")

_MESSAGES: Any = {
    "required": Fault("Dit is verplicht.", "verplicht"),
    "null": Fault("Dit mag niet null zijn. Laat het weg als u het niet hebt.", "verplicht"),
    "validator_failed": Fault("Dit kan hier niet.", "verkeerde-waarde"),
}


_SHAPE_MESSAGES: Any = {
    "type": Fault("Hier hoort een object te staan.", "verkeerde-waarde"),
    "unknown": Fault("Deze sleutel kennen wij niet.", "onbekende-sleutel"),
}


def _wrong(text: str) -> Any:
    return _MESSAGES | {"invalid": Fault(text, "verkeerde-waarde")}


class Shape(Schema):
    """A shape of ours; `component` is its name in the OpenAPI document."""

    component: ClassVar[str]
    error_messages = _SHAPE_MESSAGES

    class Meta:
        """Refuse what we don't know: a key with a typing error must not be ignored."""

        unknown = RAISE


class Whole(validate.Regexp):
    """A pattern that the whole text must fit, its end included."""

    def __call__(self, value: Any) -> Any:
        """Give the value back, or raise with the sentence for it."""
        if not self.regex.fullmatch(value):
            raise ValidationError([Fault(self.error, "verkeerde-waarde")])
        return value


def whole(pattern: str, text: str) -> Whole:
    """A pattern with the Dutch sentence for what doesn't fit it."""
    return Whole(f"^{pattern}$", re.ASCII, error=text)


def checked(find: Callable[[Any], Fault | None]) -> Callable[[Any], None]:
    """A check of a value as a validator."""

    def validator(value: Any) -> None:
        if fault := find(value):
            raise ValidationError([fault])

    return validator


class Text(fields.String):
    """A text."""

    default_error_messages = _wrong("Geef dit als tekst, tussen aanhalingstekens.")


class Many(fields.List[Any]):
    """A list of objects; `sentence` says so when it is none."""

    def __init__(self, inner: fields.Field[Any], sentence: str, **kwargs: Any) -> None:
        """Take the shape of what is in the list."""
        super().__init__(inner, error_messages=_wrong(sentence), **kwargs)


class Count(fields.Integer):
    """A whole number in a query, written with plain digits."""

    def __init__(self, first: int, last: int, **kwargs: Any) -> None:
        """Bound the number, ends included."""
        sentence = f"Geef een heel getal van {first} tot en met {last}."
        limits = validate.Range(first, last, error=sentence)
        super().__init__(validate=limits, error_messages=_wrong(sentence), **kwargs)

    def _validated(self, value: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,9}", value):
            raise self.make_error("invalid")
        return int(value)


class Date(fields.Date):
    """A date in the years that the rules can be about."""

    default_error_messages = _wrong("Schrijf een datum als 2021-06-10.")

    def __init__(self, *, metadata: Mapping[str, Any], **kwargs: Any) -> None:
        """Document the years beside what else there is to tell."""
        super().__init__(metadata={**metadata, "pattern": YEARS}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        try:
            found: date = _DAY.from_json(value)
        except ValueFault as fault:
            raise ValidationError([Fault(str(fault), "verkeerde-waarde")]) from None
        return found


class Known(Text):
    """A name that the rules know, such as a region."""

    def __init__(self, what: str, names: Callable[[Service], Sequence[str]], **kwargs: Any) -> None:
        """Take the Dutch words for such a name, and where its names are found."""
        self.what, self.names = what, names
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        name: str = super()._deserialize(value, attr, data, **kwargs)
        names = self.names(service())
        if name in names:
            return name
        close = hint(name, names) if len(name) <= LONGEST_NAME else ""
        sentence = f"{self.what} kennen wij niet.{close} Kies uit: {', '.join(names)}."
        raise ValidationError([Fault(sentence, "onbekende-keuze")])


def region_name(**kwargs: Any) -> Known:
    """A field for a region."""
    return Known("Deze regio", lambda found: found.catalogue.regions, **kwargs)


def decision_name(**kwargs: Any) -> Known:
    """A field for a decision."""
    return Known("Dit besluit", lambda found: found.catalogue.named_decisions, **kwargs)


class Facts(fields.Field[Mapping[str, Any]]):
    """Facts by name: typed by the vocabulary, with every fault at once.

    With `own` these are the facts that an item of a collection has for itself, or all others.
    """

    default_error_messages = _wrong("Hier horen feiten te staan, als object.")

    def __init__(self, *, own: bool | None = None, **kwargs: Any) -> None:
        """Take all facts, or those of one kind."""
        super().__init__(**kwargs)
        self.own = own

    def known(self, service: Service) -> dict[str, Fact]:
        """The facts that belong here."""
        facts, own = service.rulebook.facts, service.decisions.own_facts
        return {n: fact for n, fact in facts.items() if self.own in (None, n in own)}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        # Each unknown name is compared with all that are known: that must not be without end.
        if len(value) > MOST_FACTS or any(len(name) > LONGEST_NAME for name in value):
            sentence = f"Geef hoogstens {MOST_FACTS} feiten, met namen van {LONGEST_NAME} tekens."
            raise ValidationError([Fault(sentence, "te-veel")])
        facts, found = service().read_facts(value)
        faults = {fault.fact: Fault(fault.text, fault.code) for fault in found}
        faults |= _text_faults(facts, value)
        if faults:
            raise ValidationError({name: [fault] for name, fault in faults.items()})
        return facts


def _text_faults(facts: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Fault]:
    """What is wrong with the texts among the facts; `value` is as it was sent."""
    names = [name for name in service().text_facts if facts.get(name) is not None]
    found = {name: text_fault(value[name], LONGEST_FACT) for name in names}
    return {name: fault for name, fault in found.items() if fault}
