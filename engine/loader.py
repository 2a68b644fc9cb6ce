"""A folder of rule files becomes one rulebook, or a list of findings; never half of it.

The folder of the first region holds the files of all; each further region is a folder with the
same names. `facts.yaml` and `sources.yaml` serve every region.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from engine import calendar
from engine.checks import ONCE_SOUND, REFUSING
from engine.context import Context, Everything
from engine.examples import read_examples
from engine.facts import Facts
from engine.findings import Finding, Findings
from engine.model import Accepted, Clause, Example, Fact, Parameter, Rulebook, Ruleset
from engine.parameters import read_parameters
from engine.rules import RulesReader
from engine.sources import read_sources
from engine.version import version_of
from engine.vocabulary import read_vocabulary
from engine.yamlfile import Block, Lines, Text, decode, line_of, read

VOCABULARY, SOURCES, PARAMETERS, CALENDAR = (
    "facts.yaml",
    "sources.yaml",
    "parameters.yaml",
    "kalender",
)
EXAMPLES, SUFFIX = "examples", ".yaml"


class RulesRefused(Exception):
    """The rule folder holds faults; `findings` has them all."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


def read_folder(folder: Path) -> dict[str, bytes]:
    """The YAML files of a rule folder by their place in it, examples included."""
    paths = sorted([*folder.rglob(f"*{SUFFIX}"), *folder.rglob("*.yml")])
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def load_folder(folder: Path) -> Rulebook:
    """Read a rule folder; raises RulesRefused with all faults."""
    rulebook, findings = load_files(read_folder(folder), prefix=f"{folder.name}/")
    if rulebook is None:
        raise RulesRefused(tuple(findings))
    return rulebook


def load_files(
    files: Mapping[str, bytes], prefix: str = "", free_days: str | None = None
) -> tuple[Rulebook | None, Findings]:
    """Read named files; the rulebook is None as soon as one fault refuses the whole."""
    reader = _Folder(files, prefix)
    rulebook = reader.read(free_days)
    return (None if reader.findings.faulty else rulebook), reader.findings


class _Folder:
    """One reading of a folder: collects names first, then what uses them."""

    def __init__(self, files: Mapping[str, bytes], prefix: str) -> None:
        self.prefix, self.findings = prefix, Findings()
        self.texts: dict[str, str] = {}
        self.blocks: dict[str, Block | None] = {}
        self.facts: dict[str, Fact] = {}
        self.verdicts: dict[str, str] = {}
        self.clauses: dict[str, Clause] = {}
        self.parameters: dict[str, dict[str, Parameter]] = {}
        self.region_of: dict[str, str] = {}
        self.broken: Everything | set[str] = set()
        for name, raw in files.items():
            self._open(name, raw)

    def _open(self, name: str, raw: bytes) -> None:
        file = self.prefix + name
        if PurePosixPath(name).suffix != SUFFIX:
            sentence = f"dit bestand wordt niet gelezen: geef het een naam op {SUFFIX}."
            self.findings.add(file, 1, "verkeerde-plaats", sentence)
            return
        if PurePosixPath(name).name in (VOCABULARY, SOURCES) and _folder(name):
            sentence = "dit bestand geldt voor alle regio's en hoort in de hoofdmap."
            self.findings.add(file, 1, "verkeerde-plaats", sentence)
            return
        text = decode(file, raw, self.findings)
        self.blocks[name] = read(file, text, self.findings) if text is not None else None
        self.texts[name] = text or ""

    def read(self, free_days: str | None) -> Rulebook:
        """Read all files in the order in which they need each other."""
        self._read_names()
        rulesets = tuple(self._rulesets())
        self._check_overlap(rulesets)
        examples = [*self._examples()]
        days = free_days or calendar.as_text(calendar.legal_free_days())
        self.texts[CALENDAR] = days
        rulebook = Rulebook(
            Facts(self.facts),
            self.verdicts,
            self.clauses,
            self.parameters,
            rulesets,
            tuple(example for found, _ in examples for example in found),
            self.texts,
            self.prefix + VOCABULARY,
            tuple(accepted for _, found in examples for accepted in found),
        )
        self._check(rulebook)
        return rulebook

    def _check(self, rulebook: Rulebook) -> None:
        for checks in (REFUSING, ONCE_SOUND):
            if checks is REFUSING or not self.findings.faulty:
                for ruleset in rulebook.rulesets:
                    for check in checks:
                        self.findings.extend(check(rulebook, ruleset))

    def _read_names(self) -> None:
        for name in (VOCABULARY, SOURCES):
            if name not in self.blocks:
                self.findings.add(
                    self.prefix + name, 1, "bestand-ontbreekt", "dit bestand ontbreekt."
                )
        if block := self.blocks.get(VOCABULARY):
            self.facts, self.verdicts = read_vocabulary(block, self._context(VOCABULARY))
        self._lose(VOCABULARY, {*self.facts, *self.verdicts})
        if block := self.blocks.get(SOURCES):
            self.clauses = read_sources(block, self._context(SOURCES))
        self._lose(SOURCES, self.clauses)
        for name in self._named(PARAMETERS):
            found: dict[str, Parameter] = {}
            if block := self.blocks[name]:
                region, found = read_parameters(block, self._context(name))
                self._add_region(name, region, found)
            self._lose(name, found)

    def _add_region(self, name: str, region: str, parameters: dict[str, Parameter]) -> None:
        if region in self.parameters:
            text = f"de regio '{region}' heeft al een {PARAMETERS} in een andere map."
            self.findings.add(self.prefix + name, self._line(name, "regio"), "dubbele-naam", text)
            region = ""
        self.parameters[region] = parameters
        self.region_of[_folder(name)] = region

    def _lose(self, name: str, found: Container[str]) -> None:
        """Remember what a file names with a fault of its own: told once, not at each use."""
        block = self.blocks.get(name)
        if block is None:
            self.broken = Everything()
        elif not isinstance(self.broken, Everything):
            lost = {word for word in _declared(block) if word not in found}
            self.broken = lost.union(self.broken)

    def _line(self, name: str, key: str) -> int:
        """The line of a key at the top of a file."""
        return next((line_of(word) for word in self.blocks.get(name) or () if word == key), 1)

    def _named(self, file: str) -> Iterator[str]:
        """The files of this name, that of the first region before those of others."""
        found = (name for name in self.blocks if PurePosixPath(name).name == file)
        return iter(sorted(found, key=lambda name: (name.count("/"), name)))

    def _context(self, name: str, folder: str | None = None) -> Context:
        region = self.region_of.get(_folder(name) if folder is None else folder, "")
        return Context(
            self.prefix + name,
            self.findings,
            self.facts,
            self.clauses,
            self.parameters.get(region, {}),
            self.verdicts,
            self.broken,
        )

    def _rulesets(self) -> Iterator[Ruleset]:
        for name, block in self.blocks.items():
            path = PurePosixPath(name)
            special = path.name in (VOCABULARY, SOURCES, PARAMETERS) or EXAMPLES in path.parts[:-1]
            if special or block is None:
                continue
            ruleset = RulesReader(self._context(name)).read(block)
            if ruleset is not None:
                self._check_place(name, ruleset)
                yield ruleset

    def _check_place(self, name: str, ruleset: Ruleset) -> None:
        stem = PurePosixPath(name).stem
        if stem != ruleset.decision and not stem.startswith(f"{ruleset.decision}-"):
            text = f"dit bestand heet '{stem}' maar gaat over '{ruleset.decision}'."
            self.findings.add(
                self.prefix + name, self._line(name, "besluit"), "verkeerde-plaats", text
            )
        region = self.region_of.get(_folder(name))
        told = region == "" or isinstance(self.broken, Everything)
        if region != ruleset.region and not told:
            text = f"de regio '{ruleset.region}' heeft geen {PARAMETERS} in deze map."
            self.findings.add(
                self.prefix + name, self._line(name, "regio"), "verkeerde-plaats", text
            )

    def _check_overlap(self, rulesets: tuple[Ruleset, ...]) -> None:
        ordered = sorted(rulesets, key=lambda r: (r.decision, r.region, r.valid_from))
        for one, two in pairwise(ordered):
            same = (one.decision, one.region) == (two.decision, two.region)
            if same and (one.valid_to is None or two.valid_from <= one.valid_to):
                text = f"op {two.valid_from} gelden ook de regels van {one.file}. Sluit die af."
                line = self._line(two.file.removeprefix(self.prefix), "geldig_vanaf")
                self.findings.add(two.file, line, "geldigheid-overlapt", text)

    def _examples(self) -> Iterator[tuple[tuple[Example, ...], tuple[Accepted, ...]]]:
        for name, block in self.blocks.items():
            if EXAMPLES in PurePosixPath(name).parts[:-1] and block is not None:
                folder = "/".join(PurePosixPath(name).parts[:-2])
                yield read_examples(block, self._context(name, folder))


def _declared(block: Block | None) -> Iterator[str]:
    """The names that a file with facts, outcomes, clauses or parameters means to give."""
    for items in (block or {}).values():
        for item in items if isinstance(items, Lines) else ():
            if isinstance(item, Block):
                yield from (value for value in list(item.values())[:1] if isinstance(value, Text))


def _folder(name: str) -> str:
    parent = str(PurePosixPath(name).parent)
    return "" if parent == "." else parent


def ruleset_texts(rulebook: Rulebook, ruleset: Ruleset) -> dict[str, Any]:
    """The full text of all that one ruleset reads, so that it can be read again later."""
    name = max((file for file in rulebook.texts if ruleset.file.endswith(file)), key=len)
    folder = _folder(name)
    needed = (VOCABULARY, SOURCES, CALENDAR, f"{folder}/{PARAMETERS}".lstrip("/"), name)
    return {file: rulebook.texts[file] for file in needed}


def ruleset_version(rulebook: Rulebook, ruleset: Ruleset) -> str:
    """The content hash of all that one ruleset reads."""
    return version_of(ruleset_texts(rulebook, ruleset))
