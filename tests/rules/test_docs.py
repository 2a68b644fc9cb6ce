"""What the pages for policy officers show is true: each snippet is put into a copy of the rules.

A snippet says behind its fence where it belongs, as in ```yaml regels and ```yaml als. Whole items
(rules, parameters, facts, examples) stay for the snippets below them, as they would for a reader.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from api.settings import Settings
from engine import phrases
from engine.advice import change_unknown, gap, gap_unused
from engine.decide import Decisions
from engine.explain import Explainer
from engine.facts import read_given
from engine.findings import Finding, Level
from engine.loader import load_files, read_folder
from engine.model import Rulebook
from engine.schema import (
    CountShape,
    DatedShape,
    FactShape,
    GapShape,
    ParameterShape,
    RulesetShape,
    RuleShape,
    Shape,
    StepShape,
    ThenShape,
    WholeShape,
)
from engine.worked import run_examples

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "beleid.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHIPPED = {name: raw.decode() for name, raw in read_folder(ROOT / "rules").items()}
# Most of the reading time goes to clauses that no rule and no snippet cites.
CITING = PAGE + "".join(text for name, text in SHIPPED.items() if name != "sources.yaml")
SHIPPED["sources.yaml"] = re.sub(
    r"(?m)^  - clausule: (\S+)\n(?:(?:    .*)?\n)*",
    lambda clause: clause[0] if clause[1] in CITING else "",
    SHIPPED["sources.yaml"],
)

ITEMS = {
    "feiten": ("facts.yaml", "feit"),
    "oordelen": ("facts.yaml", "oordeel"),
    "parameters": ("parameters.yaml", "parameter"),
    "regels": ("billing.yaml", "regel"),
    "voorbeelden": ("examples/billing.yaml", "voorbeeld"),
}
HEAD = """\
  - regel: DEC-FV-99
    titel: Een regel uit de handleiding
    bron: [FV-4-03]
"""
WHEN, THEN = "declarant_soort: jeugdhulpaanbieder", "let_op: Dit staat in de handleiding."

Files = dict[str, str]


@dataclass(frozen=True)
class Snippet:
    """A snippet of the page, the rules with it put in, and the message printed below it."""

    place: str
    text: str
    files: Files
    message: str | None


def with_items(files: Files, place: str, text: str) -> Files:
    """Put items into their file: in place of the one with their name, else behind the last."""
    name, word = ITEMS[place]
    item = re.compile(rf"^  - {word}: (.*)\n(?:(?:    .*)?\n)*", re.MULTILINE)
    content = files[name].rstrip("\n") + "\n"
    for new in item.finditer(text):
        found = list(item.finditer(content))
        same = [old for old in found if old[1] == new[1]]
        start, end = same[0].span() if same else (found[-1].end(), found[-1].end())
        content = f"{content[:start].rstrip()}\n\n{new[0].rstrip()}\n\n{content[end:]}"
    return {**files, name: content}


def with_snippet(files: Files, place: str, text: str) -> Files:
    """Put a snippet where its fence says."""
    where, *rest = place.removeprefix("fout ").split()
    if where in ITEMS:
        return with_items(files, where, text)
    if where == "bestand":
        return {**files, rest[0]: text}
    rules = files["billing.yaml"]
    if where in ("als", "dan"):
        parts = {"als": text, "dan": THEN} if where == "als" else {"als": WHEN, "dan": text}
        kept = [part for part in parts.items() if part[0] not in rest]
        blocks = [f"    {key}:\n{indent(block.rstrip(), ' ' * 6)}\n" for key, block in kept]
        return with_items(files, "regels", HEAD + "".join(blocks))
    if where == "kop":
        return {**files, "billing.yaml": text + rules[rules.index("\nregels:") :]}
    if where == "aanvaard":
        name = ITEMS["voorbeelden"][0]
        examples, _, _ = files[name].partition("\naanvaarde_wijzigingen:")
        return {**files, name: f"{examples}\n{text}"}
    assert where == "gaten", f"a snippet is marked '{place}'"
    without = re.sub(rf"(?m)^  - regel: {rest[1]}\n(?:(?:    .*)?\n)*", "", rules)
    return {**files, "billing.yaml": f"{without.rstrip()}\n\n{text}"}


def snippets() -> Iterator[Snippet]:
    """Walk the snippets of the page; items stay for those below."""
    files = SHIPPED
    fences = re.findall(r"^```(\S*) ?(.*)\n([\s\S]*?)^```", PAGE, re.MULTILINE)
    for (language, place, text), (_, below, message) in zip(
        fences, [*fences[1:], ("", "", "")], strict=True
    ):
        if language != "yaml":
            continue
        put = with_snippet(files, place, text)
        yield Snippet(place, dedent(text), put, message.strip() if below == "melding" else None)
        files = put if place in ITEMS else files


SNIPPETS = list(snippets())
RIGHT = [snippet for snippet in SNIPPETS if not snippet.place.startswith("fout")]
WRONG = [snippet for snippet in SNIPPETS if snippet.place.startswith("fout")]
LAST = [snippet for snippet in SNIPPETS if snippet.place in ITEMS][-1].files


def load(files: Files) -> tuple[Rulebook | None, list[Finding]]:
    """Read the files as the service does."""
    rulebook, findings = load_files({name: text.encode() for name, text in files.items()})
    return rulebook, list(findings)


def sound(files: Files) -> Rulebook:
    """Read the files, which must be without fault."""
    rulebook, findings = load(files)
    assert [str(finding) for finding in findings if finding.level is Level.FOUT] == []
    assert rulebook is not None
    return rulebook


def named(snippet: Snippet) -> str:
    """Name a test after the place and the first line of its snippet."""
    return f"{snippet.place}: {snippet.text.splitlines()[0]}"


@pytest.mark.parametrize("snippet", RIGHT, ids=named)
def test_a_snippet_is_accepted(snippet: Snippet) -> None:
    sound(snippet.files)


@pytest.mark.parametrize("snippet", WRONG, ids=named)
def test_what_the_page_calls_wrong_is_refused_in_its_words(snippet: Snippet) -> None:
    rulebook, findings = load(snippet.files)
    assert rulebook is None
    assert [f"{finding.text} [{finding.code}]" for finding in findings] == [snippet.message]


def test_a_new_rate_makes_just_the_one_example_differ_that_the_page_shows() -> None:
    (snippet,) = (snippet for snippet in RIGHT if snippet.message)
    differing = [run for run in run_examples(sound(snippet.files)) if run.differences]
    assert [run.example.name for run in differing] == ["Voor 2022 is geen tarief vastgesteld"]
    told = f"voorbeeld '{differing[0].example.name}': {differing[0].differences[0]}"
    assert f"{told} [voorbeeld-wijkt-af]" == snippet.message


def test_after_all_steps_every_worked_example_comes_out_as_written() -> None:
    runs = run_examples(sound(LAST))
    assert [(run.example.name, run.differences) for run in runs if run.differences] == []
    assert len(runs) == len(sound(SHIPPED).examples) + 3


def test_the_head_on_the_page_is_the_head_of_the_rule_file() -> None:
    (head,) = (snippet for snippet in RIGHT if snippet.place == "kop")
    here, shipped = (sound(files).rulesets[0] for files in (head.files, SHIPPED))
    assert (here.tracks, here.valid_from, here.date_fact) == (
        shipped.tracks,
        shipped.valid_from,
        shipped.date_fact,
    )


def test_the_accepted_gap_on_the_page_is_a_gap_and_the_only_one() -> None:
    (snippet,) = (snippet for snippet in RIGHT if snippet.place.startswith("gaten"))
    rulebook = sound(snippet.files)
    assert [*gap.check(rulebook), *gap_unused.check(rulebook)] == []


def test_the_accepted_change_on_the_page_can_be_made() -> None:
    (snippet,) = (snippet for snippet in RIGHT if snippet.place == "aanvaard")
    rulebook = sound(snippet.files)
    assert rulebook.accepted[0].rule == "DEC-FV-22"
    assert [*change_unknown.check(rulebook)] == []


def words_of(shape: type[Shape]) -> set[str]:
    """The keys that a block of this shape may have."""
    return {str(field.data_key) for field in shape().fields.values()}


def test_the_page_explains_every_word_of_the_language() -> None:
    words = {*phrases.GROUPS, *phrases.NUMBERS, *phrases.DATES, *phrases.GRAINS}
    words |= {"niet", "bekend", "gelijk_aan", "anders", "product", "hoogstens", "ten_laste_van"}
    for shape in (
        RulesetShape,
        WholeShape,
        CountShape,
        RuleShape,
        ThenShape,
        StepShape,
        GapShape,
        FactShape,
        ParameterShape,
        DatedShape,
    ):
        words |= words_of(shape)
    explained = set(
        re.findall(r"^ *(?:- )?([a-z_]+):", "\n".join(s.text for s in RIGHT), re.MULTILINE)
    )
    assert sorted(words - explained) == []


def holds(real: Any, shown: Any) -> bool:
    """Whether a part that is shown is in the real answer; a shortened list keeps its order."""
    if isinstance(shown, dict):
        return all(name in real and holds(real[name], part) for name, part in shown.items())
    if isinstance(shown, list):
        rest = iter(real)
        return all(any(holds(item, part) for item in rest) for part in shown)
    return bool(real == shown)


def test_the_answer_in_the_readme_is_what_the_request_above_it_gives() -> None:
    request = json.loads(re.findall(r"-d '([\s\S]*?)'\n", README)[0])
    shown = json.loads(re.findall(r"```json\n([\s\S]*?)```", README)[0])
    rulebook = sound(SHIPPED)
    given, faults = read_given(rulebook.facts, request["feiten"])
    outcome = Decisions(rulebook).decide(
        "billing", request["regio"], given, other_facts=request["overigeFeiten"]
    )
    answer = Explainer(rulebook).render(outcome)
    assert faults == ()
    assert [part for part in shown if not holds(answer[part], shown[part])] == []


def test_the_readme_names_every_setting() -> None:
    named = set(re.findall(r"RET_[A-Z_]+", README))
    assert named == {f"RET_{name.upper()}" for name in Settings.__dataclass_fields__}
