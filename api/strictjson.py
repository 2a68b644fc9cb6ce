"""Reads JSON that every reader takes the same way, and refuses the rest with a Dutch sentence."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

_EXACT = 2**53


class JsonFault(ValueError):
    """This is no JSON that we take; the text says why."""


def read_json(raw: bytes) -> Any:
    """Read UTF-8 JSON; raises JsonFault.

    Refused beside broken JSON: a key twice in one object, NaN and Infinity, numbers beyond any
    use, and text with half a character or a NUL, which a database can't keep.
    """
    try:
        text = raw.decode()
        value = _DECODER.decode(text)
    except JsonFault:
        raise
    except UnicodeDecodeError:
        raise JsonFault("De inhoud is geen geldige UTF-8.") from None
    except RecursionError:
        raise JsonFault("De inhoud is te diep in elkaar gezet.") from None
    except json.JSONDecodeError as error:
        place = f"regel {error.lineno}, teken {error.colno}"
        raise JsonFault(f"De inhoud is geen geldige JSON. Het gaat mis bij {place}.") from None
    except ValueError:
        raise JsonFault("De inhoud bevat een getal dat te lang is.") from None
    if "\\u" in text:
        _refuse_unreadable(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise JsonFault("Een sleutel staat twee keer in hetzelfde object.")
    return found


def _number(text: str) -> int | float:
    """Read 90.0 as 90: JSON has one kind of number, and some senders write each with a point."""
    number = float(text)
    if not math.isfinite(number):
        raise JsonFault("De inhoud bevat een getal dat te groot is.")
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _refuse_constant(text: str) -> NoReturn:
    raise JsonFault(f"{text} is geen JSON.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_number, parse_constant=_refuse_constant
)


_UNREADABLE = re.compile("[\\0\\ud800-\\udfff]")


def _refuse_unreadable(value: Any) -> None:
    """Look for NUL and half characters; only an escape can bring one in."""
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            todo += [*item, *item.values()]
        elif isinstance(item, list):
            todo += item
        elif isinstance(item, str) and _UNREADABLE.search(item):
            raise JsonFault("De inhoud bevat een teken dat niet kan: NUL of een half teken.")
