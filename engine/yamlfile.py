"""Strict reading of a rule file: every scalar is text that knows its line.

YAML's own guesses (`1.500` is 1.5, `no` is False, a second `als:` replaces the first) never
take place: nodes are composed, not constructed, and what would surprise is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml

from engine.findings import Findings
from engine.yamlfaults import SPACE, UNCLOSED, glued, told

LARGEST_FILE = 2_000_000
_FAST: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DEEPEST = 20
# What an editor doesn't show, and YAML or a comparison of names does see.
_INVISIBLE = re.compile("[\u00a0\u00ad\u0085\u200b-\u200f\u2028\u2029\ufeff]")


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


class Block(dict[Any, Any]):
    """A YAML mapping of Text to nodes, with the line it begins on."""

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
            file,
            line,
            "bestand-onleesbaar",
            "dit teken is geen UTF-8. Sla het bestand op als UTF-8.",
        )
        return None


def read(file: str, text: str, findings: Findings) -> Block | None:
    """Read one file into blocks, lists and texts with lines; None when it can't be read."""
    reader = _Reader(file, text, findings)
    if reader.unseen():
        return None
    node = _sound(text)
    try:
        if node is None and not reader.plain(yaml.BaseLoader):
            return None
        node = node or yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        reader.problem(error)
        return None
    if node is None:
        findings.add(file, 1, "leeg-bestand", "in dit bestand staat niets, of alleen commentaar.")
        return None
    content = reader.convert(node)
    if not isinstance(content, Block):
        findings.add(
            file, 1, "verkeerde-vorm", "dit bestand moet beginnen met een naam en een ':'."
        )
        return None
    return content


@lru_cache(maxsize=64)
def _sound(text: str) -> yaml.Node | None:
    """The nodes of a text without a fault, read once and fast; None sends it the slow way round.

    The parser in C is some ten times faster, but tells faults in other words and places.
    """
    try:
        plain = _Reader("", text, Findings()).plain(_FAST)
        return yaml.compose(text, Loader=_FAST) if plain else None
    except yaml.YAMLError:
        return None


class _Reader:
    """One reading of one file."""

    def __init__(self, file: str, text: str, findings: Findings) -> None:
        self.file, self.text, self.findings = file, text, findings
        self.lines = text.split("\n")
        self.refused: set[int] = set()

    def _fault(self, line: int, code: str, sentence: str) -> None:
        self.refused.add(line)
        self.findings.add(self.file, line, code, sentence)

    def unseen(self) -> bool:
        """Refuse tabs and other characters that can't be seen."""
        for number, line in enumerate(self.lines, 1):
            if "\t" in line:
                self._fault(number, "tab", "deze regel bevat een tab. Gebruik spaties.")
            if _INVISIBLE.search(line):
                self._fault(
                    number,
                    "onzichtbaar-teken",
                    "deze regel bevat een teken dat u niet ziet, zoals een harde spatie. "
                    "Typ de regel opnieuw.",
                )
        return bool(self.refused)

    def plain(self, loader: Any) -> bool:
        """Refuse what our language doesn't use, such as braces, anchors and a second document."""
        depth, documents = 0, 0
        for event in yaml.parse(self.text, Loader=loader):
            assert event.start_mark is not None
            line = event.start_mark.line + 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1 and isinstance(event, yaml.DocumentStartEvent):
                self._fault(
                    line, "meer-documenten", "'---' begint een tweede document. Haal die regel weg."
                )
            for code, sentence in self._unwanted(event):
                self._fault(line, code, sentence)
            if depth > DEEPEST:
                self._fault(line, "verkeerde-vorm", "hier staan te veel niveaus in elkaar.")
                break
        return not self.refused

    def _unwanted(self, event: yaml.Event) -> Iterator[tuple[str, str]]:
        if isinstance(event, yaml.MappingStartEvent) and event.flow_style:
            yield (
                "accolade",
                "accolades gebruiken wij niet. Zet elke naam op een eigen regel, of de tekst "
                "tussen aanhalingstekens.",
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield "verwijsteken", "'&' en '*' gebruiken wij niet. Schrijf de waarde hier voluit."
        if getattr(event, "tag", None) not in (None, "!"):
            yield (
                "verwijsteken",
                "een tekst mag niet met '!' beginnen. Zet hem tussen aanhalingstekens.",
            )
        if isinstance(event, yaml.ScalarEvent):
            yield from self._cut(event)

    def _cut(self, event: yaml.ScalarEvent) -> Iterator[tuple[str, str]]:
        """Find texts that YAML reads otherwise than a person does, without a word."""
        assert event.start_mark is not None
        assert event.end_mark is not None
        if event.style in ("'", '"') and event.end_mark.line > event.start_mark.line:
            yield "aanhalingsteken", UNCLOSED
        if event.style:
            return
        if glued(event.value):
            yield "spatie-mist", SPACE
        rest = self.lines[event.end_mark.line][event.end_mark.column :].lstrip()
        if rest.startswith("#") and (" " in event.value or not rest.startswith("# ")):
            yield (
                "hekje",
                "vanaf '#' leest YAML dit als commentaar. Zet de tekst tussen aanhalingstekens, of "
                "zet het commentaar op een eigen regel.",
            )

    def problem(self, error: yaml.YAMLError) -> None:
        """Note why PyYAML stopped, unless something on that line was refused already."""
        line, code, sentence = told(error, self.text)
        if line not in self.refused:
            self._fault(line, code, sentence)

    def convert(self, node: yaml.Node) -> Any:
        """A node as text, list or block."""
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return Text(node.value.strip(), line)
        if isinstance(node, yaml.SequenceNode):
            items = Lines(found for item in node.value for found in self._items(item))
            items.line = line
            return items
        assert isinstance(node, yaml.MappingNode)
        return self._block(node.value, line)

    def _items(self, node: yaml.Node) -> Iterator[Any]:
        """What stands behind one dash; a first name that comes back begins an item of its own."""
        if not isinstance(node, yaml.MappingNode):
            yield self.convert(node)
            return
        own: list[Any] = []
        for pair in node.value:
            key = pair[0]
            if own and isinstance(key, yaml.ScalarNode) and key.value == own[0][0].value:
                yield self._block(own, own[0][0].start_mark.line + 1)
                own = []
                sentence = f"'{key.value}' staat hier al. Mist er een '-' vóór '{key.value}'?"
                self._fault(key.start_mark.line + 1, "streepje-mist", sentence)
            own.append(pair)
        yield self._block(own, own[0][0].start_mark.line + 1)

    def _block(self, pairs: list[Any], line: int) -> Block:
        block = Block()
        block.line = line
        for key_node, value_node in pairs:
            line = key_node.start_mark.line + 1
            value = self.convert(value_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(line, "verkeerde-vorm", "voor een ':' hoort één naam te staan.")
                continue
            key = Text(key_node.value, line)
            if key in block:
                sentence = f"'{key}' staat hier al. Eén van de twee moet weg."
                self._fault(line, "dubbele-sleutel", sentence)
                continue
            block[key] = Text("", line) if value == "" and isinstance(value, Text) else value
        return block
