"""The columns of an answer: what is said of each line.

| column | type | what it holds |
|---|---|---|
| oordeel | Enum | the outcome; null on a line without a date, of which nothing is said |
| stil | Boolean | whether no rule holds, which is why the outcome is voorleggen |
| voorlopig | Boolean | whether something must still be supplied or done |
| bedrag_cent | Int64 | the payable amount in whole cents; null where there is none |
| redenen | Categorical | the rules that hold and made the outcome, by number |
| redenen_open | Categorical | the rules that can still make it |
| ontbrekende_feiten | Categorical | the facts that are asked |
| ontbrekende_parameters | Categorical | the parameters without a value on that date |
| overige_regels | Categorical | the rules without an outcome that hold and say something |
| versie | Categorical | the content hash of the ruleset |
| uitleg | UInt64 | lines of one answer with an equal number have one explanation, but for values |

A side track has its own columns: its name, and with its name before them redenen, redenen_open,
ontbrekende_feiten and ontbrekende_parameters. Names in a list are separated by a space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from engine.model import ALWAYS_VERDICTS, Ruleset, Track
from engine.outcome import Outcome, TrackReport
from engine.truth import OPEN, YES

LISTS = ("redenen", "redenen_open", "ontbrekende_feiten", "ontbrekende_parameters")


def schema(rulesets: Sequence[Ruleset]) -> dict[str, pl.DataType]:
    """The columns of an answer and their types, for the rulesets of one decision and region."""
    verdicts = [v for r in rulesets for v in _verdicts(r.tracks[0])]
    found: dict[str, pl.DataType] = {
        "oordeel": pl.Enum([*dict.fromkeys([*verdicts, *ALWAYS_VERDICTS])]),
        "stil": pl.Boolean(),
        "voorlopig": pl.Boolean(),
        "bedrag_cent": pl.Int64(),
        **dict.fromkeys(LISTS, pl.Categorical()),
    }
    for track in _sides(rulesets):
        words = [v for r in rulesets for t in r.tracks if t.name == track for v in _verdicts(t)]
        found[track] = pl.Enum([*dict.fromkeys([*words, *ALWAYS_VERDICTS[:2]])])
        found |= {f"{track}_{name}": pl.Categorical() for name in LISTS}
    found["overige_regels"] = found["versie"] = pl.Categorical()
    found["uitleg"] = pl.UInt64()
    return found


def _sides(rulesets: Sequence[Ruleset]) -> list[str]:
    return [*dict.fromkeys(t.name for r in rulesets for t in r.tracks[1:])]


def _verdicts(track: Track) -> list[str]:
    return [*track.verdicts, *([track.otherwise] if track.otherwise else [])]


def record(outcome: Outcome | None) -> dict[str, Any]:
    """A single decision as a row of an answer, without its reference to an explanation."""
    if outcome is None:
        return {}
    judgement = outcome.judgement
    if judgement is None:
        return {"oordeel": outcome.verdict, "stil": False, "voorlopig": False, **_lists(None, "")}
    main, *sides = judgement.tracks
    said: dict[str, Any] = {
        "oordeel": main.verdict,
        "stil": main.silent,
        "voorlopig": outcome.provisional,
        "bedrag_cent": int(outcome.amount.value * 100) if outcome.amount else None,
        **_lists(main, ""),
    }
    for side in sides:
        said |= {side.track: side.verdict, **_lists(side, f"{side.track}_")}
    said["overige_regels"] = joined(_beside(outcome))
    return {**said, "versie": outcome.version}


def _beside(outcome: Outcome) -> Iterator[str]:
    """The rules without an outcome that hold, in the order of the rules."""
    assert outcome.judgement is not None
    assert outcome.ruleset is not None
    j = outcome.judgement
    said = [*j.steps, *j.notes, *j.signals]
    speaking = {rule.number for _, rule in said} | {rule.number for _, _, rule in j.requirements}
    for rule in outcome.ruleset.rules:
        if rule.number in speaking and not rule.then.verdict:
            yield rule.number


def _lists(report: TrackReport | None, before: str) -> dict[str, str]:
    if report is None:
        return dict.fromkeys([f"{before}{name}" for name in (*LISTS, "overige_regels")], "")
    by_truth = {
        truth: [r.rule.number for r in report.reasons if r.truth == truth] for truth in (YES, OPEN)
    }
    lists: tuple[Iterable[str], ...] = (
        by_truth[YES],
        by_truth[OPEN],
        report.missing,
        report.missing_parameters,
    )
    return {f"{before}{name}": joined(words) for name, words in zip(LISTS, lists, strict=True)}


def joined(names: Iterable[str]) -> str:
    """Names as one text."""
    return " ".join(names)


def frame(rows: Sequence[Mapping[str, Any]], types: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Rows as a table of these columns."""
    columns: Iterator[pl.Series] = (
        pl.Series(name, [row.get(name) for row in rows], kind) for name, kind in types.items()
    )
    return pl.DataFrame([*columns])
