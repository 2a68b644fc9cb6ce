"""What the few texts of people may hold: readable, short, and nothing that looks like a BSN."""

from __future__ import annotations

import re

from api.problems import Fault
from engine.values import CODE, LONGEST_CODE, NO_CODE, looks_like_bsn

LONGEST_FACT = 200
LONGEST_REASON = 500
KEY_FORM = r"[A-Za-z0-9._\-]{1,40}"

# Latin letters with their accents, and the signs of Dutch text. No control or invisible signs:
# they hide what a text says, and a database may not take them.
_SIGNS = "!-~\u00a1-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2010-\u2027\u20ac"


def readable(longest: int) -> str:
    """The pattern of a readable text on one line that begins with a visible sign."""
    return f"[{_SIGNS}][ {_SIGNS}]{{0,{longest - 1}}}"


def text_fault(text: str, longest: int) -> Fault | None:
    """What is wrong with a text, if anything."""
    if not re.fullmatch(readable(longest), text):
        sentence = (
            f"Deze tekst moet 1 tot {longest} leesbare tekens hebben, op één regel en met een "
            "zichtbaar teken aan het begin."
        )
        return Fault(sentence, "verkeerde-waarde")
    return bsn_fault(text)


def reason_fault(text: str) -> Fault | None:
    """What is wrong with a reason, if anything."""
    return text_fault(text, LONGEST_REASON)


def code_fault(text: str) -> Fault | None:
    """What is wrong with a code that tells cases, people or lines apart, if anything."""
    if len(text) > LONGEST_CODE or not re.fullmatch(CODE, text):
        return Fault(NO_CODE, "verkeerde-waarde")
    return bsn_fault(text)


def key_fault(text: str, what: str = "Een sleutel") -> Fault | None:
    """What is wrong with the key of an item, if anything; `what` is its word in the sentence."""
    if not re.fullmatch(KEY_FORM, text):
        sentence = f"{what} is een korte code: letters, cijfers, punt, streepje, "
        return Fault(f"{sentence}hoogstens 40 tekens.", "verkeerde-waarde")
    return bsn_fault(text)


def bsn_fault(text: str) -> Fault | None:
    """Refuse what looks like a citizen service number."""
    if not looks_like_bsn(text):
        return None
    return Fault(
        "Dit lijkt op een burgerservicenummer. Dat mag hier niet staan.", "burgerservicenummer"
    )
