"""Strict reading of a rule file: every scalar is text that knows its line.

YAML's own guesses (`1.500` is 1.5, `no` is False, a second `als:` replaces the first) never
take place: nodes are composed, not constructed, and what would surprise is refused.
"""

from __future__ import annotations

from typing import Any

import yaml

from engine.findings import Findings

LARGEST_FILE = 2_000_000
DEEPEST = 20

_PROBLEMS = {
    "mapping values are not allowed": (
        "hier staat een ': ' waar YAML die niet verwacht. Staat de regel te ver naar rechts, of moet "
        "de tekst tussen aanhalingstekens?"
    ),
    "could not find expected ':'": "achter de naam op deze regel ontbreekt een dubbele punt.",
    "expected <block end>": (
        "deze regel springt anders in dan de regels erboven. Zet gelijke onderdelen recht onder elkaar."
    ),
    "unexpected end of stream": "een aanhalingsteken wordt nergens gesloten.",
    "found unexpected ':'": "een aanhalingsteken of haakje wordt nergens gesloten.",
    "cannot start any token": (
        "een tekst mag niet met dit teken beginnen. Zet de tekst tussen aanhalingstekens."
    ),
    "expected ',' or ']'": "een lijst met '[' mist een komma of het sluithaakje ']'.",
    "special characters are not allowed": (
        "het bestand bevat een onzichtbaar stuurteken. Verwijder dat teken."
    ),
}


class Text(str):
    """A scalar as it was written, with its line."""

    line: int

    def __new__(cls, value: str, line: int) -> Text:
        text = super().__new__(cls, value)
        text.line = line
        return text


class Lines(list[Any]):
    """A YAML list, with the line it begins on."""

    line: int


class Block(dict[Text, Any]):
    """A YAML mapping, with the line it begins on."""

    line: int


def line_of(node: object, default: int = 1) -> int:
    """The line a node was written on."""
    return getattr(node, "line", default)


def decode(file: str, raw: bytes, findings: Findings) -> str | None:
    """Bytes of a rule file as text, or a finding: too large, or not UTF-8."""
    if len(raw) > LARGEST_FILE:
        findings.add(file, 1, "bestand-onleesbaar", "dit bestand is te groot voor regels (2 MB).")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        findings.add(
            file, line, "bestand-onleesbaar", "dit teken is geen UTF-8. Sla het bestand op als UTF-8."
        )
        return None


def read(file: str, text: str, findings: Findings) -> Block | None:
    """Read one file into blocks, lists and texts with lines; None when it can't be read."""
    if _tabs(file, text, findings):
        return None
    try:
        if not _plain(file, text, findings):
            return None
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        _problem(file, error, findings)
        return None
    if node is None:
        findings.add(file, 1, "leeg-bestand", "dit bestand is leeg.")
        return None
    content = _convert(file, node, findings)
    if not isinstance(content, Block):
        findings.add(file, 1, "verkeerde-vorm", "dit bestand moet beginnen met een naam en een ':'.")
        return None
    return content


def _tabs(file: str, text: str, findings: Findings) -> bool:
    found = False
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            findings.add(file, number, "tab", "deze regel begint met een tab. Gebruik spaties.")
            found = True
    return found


def _plain(file: str, text: str, findings: Findings) -> bool:
    """Refuse what our language doesn't use: braces, anchors, tags, a second document, deep nests."""
    depth, documents, good = 0, 0, True
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        code, message = _unwanted(event)
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if documents > 1 and isinstance(event, yaml.DocumentStartEvent):
            code, message = "meer-documenten", "'---' begint een tweede document. Haal die regel weg."
        if depth > DEEPEST:
            code, message = "verkeerde-vorm", "hier staan te veel niveaus in elkaar."
        if code:
            findings.add(file, event.start_mark.line + 1, code, message)
            good = False
        if depth > DEEPEST:
            break
    return good


def _unwanted(event: yaml.Event) -> tuple[str, str]:
    if isinstance(event, yaml.MappingStartEvent) and event.flow_style:
        return "accolade", (
            "accolades gebruiken wij niet. Zet elke naam op een eigen regel, of de tekst tussen "
            "aanhalingstekens."
        )
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "verwijsteken", "'&' en '*' gebruiken wij niet. Schrijf de waarde hier voluit."
    if getattr(event, "tag", None) not in (None, "!"):
        return "verwijsteken", "een tekst mag niet met '!' beginnen. Zet hem tussen aanhalingstekens."
    return "", ""


def _problem(file: str, error: yaml.YAMLError, findings: Findings) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    text = str(getattr(error, "problem", "") or getattr(error, "reason", "") or error)
    known = [dutch for english, dutch in _PROBLEMS.items() if english in text]
    line = mark.line + 1 if mark else 1
    findings.add(file, line, "yaml-fout", known[0] if known else "deze regel is geen geldige YAML.")


def _convert(file: str, node: yaml.Node, findings: Findings) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value.strip(), line)
    if isinstance(node, yaml.SequenceNode):
        items = Lines(_convert(file, item, findings) for item in node.value)
        items.line = line
        return items
    block = Block()
    block.line = line
    for key_node, value_node in node.value:
        _put(file, block, key_node, _convert(file, value_node, findings), findings)
    return block


def _put(file: str, block: Block, key_node: yaml.Node, value: Any, findings: Findings) -> None:
    line = key_node.start_mark.line + 1
    if not isinstance(key_node, yaml.ScalarNode):
        findings.add(file, line, "verkeerde-vorm", "voor een ':' hoort één naam te staan.")
        return
    key = Text(key_node.value, line)
    if key in block:
        findings.add(file, line, "dubbele-sleutel", f"'{key}' staat hier al. Eén van de twee moet weg.")
        return
    if value == "" and isinstance(value, Text):
        value = Text("", line)
    block[key] = value
