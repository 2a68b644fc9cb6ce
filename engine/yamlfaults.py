"""Why a file is no YAML, in Dutch and on the line where the slip was made.

PyYAML tells where it could not go on; the slip is often earlier, such as a quote that never closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

_STUCK = (
    "deze regel is geen geldige YAML. Klopt het inspringen, en staan er aanhalingstekens waar dat "
    "moet?"
)
UNCLOSED = (
    "hier begint een aanhalingsteken dat op deze regel niet wordt gesloten. Sluit het, en houd de "
    "tekst op één regel."
)
SPACE = "achter de dubbele punt hoort een spatie."
_BEHIND = (
    "achter het sluitteken staat nog tekst. Zet de hele tekst tussen aanhalingstekens, ook de "
    "tekens ' \" [ ] { }."
)
_INDENT = (
    "deze regel springt anders in dan de regels erboven. Zet gelijke onderdelen recht onder elkaar."
)
# Each problem of PyYAML: our sentence, and whether the slip is where the construct began.
_PROBLEMS: dict[str, tuple[str, bool]] = {
    "mapping values are not allowed": (
        "hier staat een ': ' waar YAML die niet verwacht. Staat de regel te ver naar rechts, of "
        "moet de tekst tussen aanhalingstekens?",
        False,
    ),
    "could not find expected ':'": (
        "deze regel is geen 'naam: waarde'. Ontbreekt de dubbele punt, of een '-' ervoor?",
        True,
    ),
    "expected <block end>": (_INDENT, False),
    "sequence entries are not allowed": (
        "een '-' kan hier niet staan. Begin er een nieuwe regel mee, of zet de tekst tussen "
        "aanhalingstekens.",
        False,
    ),
    "unexpected end of stream": (UNCLOSED, True),
    "cannot start any token": (
        "een tekst mag niet met dit teken beginnen. Zet de tekst tussen aanhalingstekens.",
        False,
    ),
    "expected ',' or ']'": ("een lijst met '[' mist een komma of het sluithaakje ']'.", True),
    "expected ',' or '}'": (
        "accolades gebruiken wij niet. Zet een tekst die met een accolade begint tussen "
        "aanhalingstekens.",
        True,
    ),
    "special characters are not allowed": (
        "het bestand bevat een onzichtbaar stuurteken. Verwijder dat teken.",
        False,
    ),
    "expected a comment or a line break": (
        "achter '|' of '>' mag niets staan. Zet de tekst tussen aanhalingstekens.",
        False,
    ),
    "expected alphabetic or numeric character": (
        "een tekst mag niet met '&' of '*' beginnen. Zet de tekst tussen aanhalingstekens.",
        False,
    ),
}
_GLUED = re.compile(r"[a-z][a-z0-9_]*:[^\s/]")


def glued(word: str) -> bool:
    """Whether a name and its value stand together without the space behind the colon."""
    return bool(_GLUED.match(word))


def told(error: yaml.YAMLError, text: str) -> tuple[int, str, str]:
    """The line of the slip, counted from 1, its code, and what to do."""
    stuck, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    sentence, at_begin = next((_PROBLEMS[p] for p in _PROBLEMS if p in problem), (_STUCK, False))
    mark = begun if at_begin and begun else stuck or begun
    line = mark.line if mark else text[: getattr(error, "position", 0) or 0].count("\n")
    scalars = list(_scalars(text))
    for token in scalars:
        if token.style in ("'", '"') and token.end_mark.line > token.start_mark.line:
            return token.start_mark.line + 1, "aanhalingsteken", UNCLOSED
    if sentence is UNCLOSED:
        return line + 1, "aanhalingsteken", UNCLOSED
    if scalars and scalars[-1].end_mark.line == line and glued(scalars[-1].value):
        return scalars[-1].start_mark.line + 1, "spatie-mist", SPACE
    if stuck and sentence is _INDENT and _written_before(text, stuck):
        return line + 1, "yaml-fout", _BEHIND
    return line + 1, "yaml-fout", sentence


def _scalars(text: str) -> Iterator[yaml.ScalarToken]:
    """The scalars up to where the scanner stops."""
    try:
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            if isinstance(token, yaml.ScalarToken):
                yield token
    except yaml.YAMLError:
        return


def _written_before(text: str, mark: yaml.Mark) -> bool:
    before = text.split("\n")[mark.line][: mark.column].strip()
    return before not in ("", "-")
