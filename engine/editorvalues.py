"""How each kind of value may be written: fragments of JSON Schema that agree with our reader.

An editor reads `0` as a number and `ja` or `91,51` as text, where our reader sees only text; so a
number may stand here as either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.values import (
    CODE,
    LONGEST_CODE,
    NO_CODE,
    NONE_OF_THESE,
    UNKNOWN,
    Kind,
    Money,
    Number,
)

Fragment = dict[str, Any]

_YEAR = "(199[0-9]|20[0-9]{2})"
_DAY = (
    f"^{_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-9]))$"
)
_NAMED = 12
_LIST = "Hier hoort een lijst: zet voor elk onderdeel een '-', of zet ze tussen [ en ]."

TEXT: Fragment = {
    "type": ["string", "number", "boolean"],
    "minLength": 1,
    "errorMessage": "Hier hoort een tekst. Zet een tekst met een ': ' tussen aanhalingstekens.",
}
CODED: Fragment = {
    "type": ["string", "number"],
    "minimum": 0,
    "maxLength": LONGEST_CODE,
    "pattern": f"^{CODE}$",
    "errorMessage": NO_CODE,
}
DAY: Fragment = {
    "type": "string",
    "pattern": _DAY,
    "errorMessage": "Schrijf een datum als 2021-06-10 (jaar-maand-dag).",
}
NAME: Fragment = {
    "type": "string",
    "pattern": f"^(?!(ja|nee|{UNKNOWN}|{NONE_OF_THESE})$)[a-z][a-z0-9_]*$",
    "errorMessage": "Gebruik kleine letters, cijfers en '_'. ja, nee en onbekend zijn antwoorden.",
}
YES_NO: Fragment = {"enum": ["ja", "nee"], "errorMessage": "Hier hoort ja of nee te staan."}


def never(message: str) -> Fragment:
    """Nothing may stand here; editors tell a message for a pattern, and none for what is not."""
    return {"type": "string", "pattern": "(?!)", "errorMessage": message}


def chosen(words: Mapping[str, str]) -> Fragment:
    """One of some words, each with what it means."""
    if not words:
        return never("Hier kan nog niets staan: er is niets van deze soort.")
    named = ", ".join([*words][:_NAMED]) + (", …" if len(words) > _NAMED else "")
    return {
        "enum": [*words],
        "enumDescriptions": [*words.values()],
        "errorMessage": f"Dit kan hier niet. Kies uit: {named}.",
    }


def listed(item: Fragment, least: int = 1) -> Fragment:
    """A list of at least so many items."""
    return {"type": "array", "items": item, "minItems": least, "errorMessage": _LIST}


def once(item: Fragment) -> Fragment:
    """A list in which each item stands once."""
    return {
        **listed(item),
        "uniqueItems": True,
        "errorMessage": f"{_LIST} Noem elke keuze één keer.",
    }


def either(*fragments: Fragment) -> Fragment:
    """One of some fragments."""
    return fragments[0] if len(fragments) == 1 else {"anyOf": [*fragments]}


def or_below(named: str, words: Mapping[str, str], *others: Fragment) -> Fragment:
    """One of some fragments, or a block that stands in the definitions as `named`.

    The words stand here too, without their values: so an editor offers them, and blames a block
    only for what the definition says.
    """
    offered = {word: {"description": meaning} for word, meaning in words.items()}
    beside = {"type": "object", "properties": offered}
    then = {"$ref": f"#/definitions/{named}"}
    return {"anyOf": [*others, beside], "if": {"type": "object"}, "then": then}


def block(
    properties: Mapping[str, Fragment], required: Iterable[str] = (), **more: Any
) -> Fragment:
    """A block with these keys and no other."""
    needed = [*required]
    return {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
        **more,
    }


def told(fragment: Fragment, description: str) -> Fragment:
    """A fragment with what an editor tells about it; one that refers stays as it is."""
    if "$ref" in fragment:
        return {"description": description, "allOf": [fragment]}
    return {"description": description, **fragment}


def written(kind: Kind) -> Fragment:
    """One written value of a kind."""
    if kind.choices:
        return chosen(kind.choices)
    if isinstance(kind, Money):
        return _number(
            "^[0-9]{1,7}(,[0-9]{2})?$", 9_999_999, "Schrijf een bedrag met een komma: 91,51."
        )
    if isinstance(kind, Number):
        return _number("^[0-9]{1,9}$", kind.largest, "Schrijf een heel getal, zoals 90.")
    if kind.name == "datum":
        return DAY
    if kind.name == "kwartaal":
        return {
            "type": "string",
            "pattern": f"^{_YEAR}-[KQkq][1-4]$",
            "errorMessage": "Schrijf een kwartaal als 2021-K2.",
        }
    return CODED if kind.name == "code" else TEXT


def _number(pattern: str, largest: int, message: str) -> Fragment:
    return {
        "type": ["integer", "string"],
        "minimum": 0,
        "maximum": largest,
        "pattern": pattern,
        "errorMessage": message,
    }


def answer(kind: Kind) -> Fragment:
    """An answer to a fact of a kind: a value, or onbekend; several where several may be chosen."""
    open_answer: Fragment = {"const": UNKNOWN}
    if kind.name != "keuzes":
        if kind.choices:
            return chosen({**kind.choices, UNKNOWN: "nog niet bekend"})
        return either(written(kind), open_answer)
    words = chosen({**kind.choices, NONE_OF_THESE: "geen van deze", UNKNOWN: "nog niet bekend"})
    several = "|".join(kind.choices)
    joined = {"type": "string", "pattern": f"^({several})( *[+] *({several}))+$"}
    return either(words, listed(chosen(kind.choices)), joined)
