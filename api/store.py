"""Keeps what was decided, with which rules, and what a human decided after it."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Executable, Table, bindparam, case, extract, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import insert

from api import migrations, tables
from api.chosen import Chosen
from api.database import RecordRefused, StoreUnavailable, dutch_errors, in_turn, open_engine
from api.filestore import FileStore
from api.marks import Marks, marks_of

__all__ = [
    "HumanDecision",
    "OutcomeRecord",
    "RecordRefused",
    "Store",
    "StoreUnavailable",
    "StoredRuleset",
]


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """One outcome as it was given, with all that is needed to make it again.

    `facts` are JSON-ready, without the special ones, whose names stand in `not_kept`. `vector` is
    the text of J, N and O. `ruleset_version` is empty when no ruleset was valid. `made_at` is
    aware. `other_facts` is `onbekend` or `niet_aan_de_orde`. `items` are those of a collection,
    each with its `sleutel` and its own `feiten`, in the order in which they were given. `follows`
    is the id of the outcome that this one was made from, with more or other answers.
    """

    id: str
    decision: str
    region: str
    case_number: str | None
    reference_date: date
    facts: Mapping[str, object]
    not_kept: tuple[str, ...]
    vector: str
    ruleset_version: str
    verdict: str
    answer: Mapping[str, Any]
    made_at: datetime
    other_facts: str
    items: tuple[Mapping[str, Any], ...] = ()
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class HumanDecision:
    """What a human decided after an outcome, with the reason where it differs.

    After an outcome about a collection that is which `item` was chosen, None for none of them, and
    `as_advised` says whether that was the advice. Elsewhere it is None, and the verdict tells.
    """

    id: str
    outcome_id: str
    verdict: str
    reason: str | None
    by_role: str | None
    made_at: datetime
    item: str | None = None
    as_advised: bool | None = None


@dataclass(frozen=True, slots=True)
class StoredRuleset:
    """One line of the list of rulesets that ever decided something."""

    version: str
    decision: str
    region: str
    first_used: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many outcomes share a verdict and marks; `marks` are names by kind, as `Marks.named`.

    `replaced` tells that another outcome follows each of them.
    """

    verdict: str
    marks: Mapping[str, Sequence[str]]
    count: int
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """An advice after which a human decided: what was decided last, and when first.

    `first_due` is the first day that a step of the advice had to be done by, if any.
    """

    verdict: str
    decided: str
    first_due: date | None
    first_decided: datetime


def _columns(table: Table, record: type[Any]) -> list[ColumnElement[Any]]:
    """Return the columns that hold the fields of a record, in the record's order."""
    return [table.c[field.name] for field in fields(record)]


def _values(record: OutcomeRecord | HumanDecision) -> dict[str, object]:
    """Return the fields by name; `asdict` would copy the whole answer."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _marked(record: OutcomeRecord, marks: Marks) -> dict[str, object]:
    """Return the row of an outcome's marks."""
    names = ("decision", "region", "reference_date", "verdict")
    row: dict[str, object] = {name: getattr(record, name) for name in names}
    return {**row, "outcome_id": record.id, "marks": marks.named, "first_due": marks.first_due}


# Statements are built once; `inline` keeps the insert from asking the row's number back.
_ADD_OUTCOME = insert(tables.outcomes).inline()
_ADD_MARKS = insert(tables.outcome_marks).inline()
_ADD_HUMAN_DECISION = insert(tables.human_decisions).inline()
_ADD_RULESET = {
    "sqlite": sqlite.insert(tables.rulesets).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(tables.rulesets).on_conflict_do_nothing(),
}
_OUTCOME = select(*_columns(tables.outcomes, OutcomeRecord))
_OUTCOME_BY_ID = _OUTCOME.where(tables.outcomes.c.id == bindparam("id"))
_RECENT = _OUTCOME.order_by(tables.outcomes.c.number.desc()).limit(bindparam("limit"))
_RULESET = select(tables.rulesets.c.document).where(
    tables.rulesets.c.version == bindparam("version")
)
_RULESETS = select(*_columns(tables.rulesets, StoredRuleset)).order_by(
    tables.rulesets.c.first_used, tables.rulesets.c.version
)
_HUMAN_DECISIONS = (
    select(*_columns(tables.human_decisions, HumanDecision))
    .where(tables.human_decisions.c.outcome_id == bindparam("outcome_id"))
    .order_by(tables.human_decisions.c.made_at, tables.human_decisions.c.number)
)
_PING = select(tables.rulesets.c.version).limit(1)

# Of the statements that are written together; one alone needs no more than it is.
_LEVELS = {"sqlite": "SERIALIZABLE", "postgresql": "READ COMMITTED"}

# The largest offset that both databases take; beyond it every page is empty just the same.
_LAST_OFFSET = 2**63 - 1


class Store:
    """Append to and read from one database; safe to share between threads.

    Nothing is ever changed or deleted, but for how far a file is (see `files`). Each method is one
    transaction: what it returned from is kept, also through a hard kill, and what it raised from
    left nothing behind. Methods raise StoreUnavailable when the database can't do its work, and
    RecordRefused for a record that can't be kept. Only when a server drops away during a write is
    it unknown whether that was kept; adding it again with the same id tells.
    """

    def __init__(self, url: str) -> None:
        """Prepare for `sqlite:///file`, `postgresql://…` or `postgres://…`."""
        self._engine = open_engine(url)
        self._together = self._engine.execution_options(isolation_level=_LEVELS[self._engine.name])
        self._add_ruleset = _ADD_RULESET[self._engine.dialect.name]
        one_writer = self._engine.dialect.name == "sqlite"
        self._turn = partial(in_turn, Lock()) if one_writer else nullcontext
        self._kept_versions: set[str] = set()
        self.files = FileStore(self._engine, self._turn)

    def migrate(self) -> None:
        """Bring the tables up to this version; safe when two processes start at once."""
        with dutch_errors():
            migrations.upgrade(self._engine)

    def add_ruleset(
        self, version: str, decision: str, region: str, document: Mapping[str, object]
    ) -> None:
        """Keep the full text of a ruleset, once per version.

        Every decision names its ruleset, so what this process kept before isn't sent again.
        """
        if version in self._kept_versions:
            return
        row = {
            "version": version,
            "decision": decision,
            "region": region,
            "document": document,
            "first_used": datetime.now(UTC),
        }
        self._write(self._add_ruleset, row)
        self._kept_versions.add(version)

    def ruleset(self, version: str) -> Mapping[str, object] | None:
        """Return the full text of a version, or None when it never decided anything."""
        rows = self._read(_RULESET, {"version": version})
        return dict(rows[0][0]) if rows else None

    def rulesets(self) -> tuple[StoredRuleset, ...]:
        """Return every ruleset ever used, the first used first."""
        return tuple(StoredRuleset(*row) for row in self._read(_RULESETS))

    def add_outcome(self, record: OutcomeRecord) -> None:
        """Keep an outcome; its ruleset must have been added, unless its version is empty."""
        self._write_together(
            (_ADD_OUTCOME, _values(record)), (_ADD_MARKS, _marked(record, marks_of(record.answer)))
        )

    def outcome(self, id: str) -> OutcomeRecord | None:
        """Return the outcome with this id, or None."""
        rows = self._read(_OUTCOME_BY_ID, {"id": id})
        return OutcomeRecord(*rows[0]) if rows else None

    def outcomes(
        self, chosen: Chosen, *, page: int, page_size: int
    ) -> tuple[tuple[OutcomeRecord, ...], int]:
        """Return one page, counted from 1, newest first, and how many outcomes there are in all.

        Of equal moments the one that was kept last comes first.
        """
        if page < 1 or page_size < 1:
            raise ValueError("page and page_size count from 1")
        table, where = tables.outcomes.c, [*chosen.where(tables.outcomes)]
        newest_first = (table.made_at.desc(), table.number.desc())
        # The numbers come from an index, so that only the rows of this page are read whole.
        numbers = (
            select(table.number)
            .where(*where)
            .order_by(*newest_first)
            .limit(page_size)
            .offset(min((page - 1) * page_size, _LAST_OFFSET))
        )
        rows = self._read(_OUTCOME.where(table.number.in_(numbers)).order_by(*newest_first))
        total = self._read(select(func.count()).select_from(tables.outcomes).where(*where))[0][0]
        return tuple(OutcomeRecord(*row) for row in rows), total

    def recent(self, limit: int) -> tuple[OutcomeRecord, ...]:
        """Return the outcomes of all decisions that were kept last, the last one first."""
        return tuple(OutcomeRecord(*row) for row in self._read(_RECENT, {"limit": limit}))

    def followers(self, ids: Sequence[str]) -> dict[str, str]:
        """Return for each of these outcomes that was followed the id of the last that did."""
        table = tables.outcomes.c
        asked = select(table.follows, table.id).where(table.follows.in_(ids))
        rows = self._read(asked.order_by(table.number))
        return {row[0]: row[1] for row in rows}

    def tallies(self, chosen: Chosen) -> tuple[Tally, ...]:
        """Return how many outcomes there are of each verdict with the same marks."""
        table = tables.outcome_marks
        newer = tables.outcomes.c.follows == table.c.outcome_id
        replaced = select(tables.outcomes.c.id).where(newer).exists().label("replaced")
        rows = self._read(
            select(table.c.verdict, table.c.marks, func.count(), replaced)
            .where(*chosen.where(table))
            .group_by(table.c.verdict, table.c.marks, replaced)
        )
        return tuple(Tally(*row) for row in rows)

    def followed(self, chosen: Chosen) -> tuple[Followed, ...]:
        """Return each outcome after which a human decided, with the first and the last decision."""
        table, human = tables.outcome_marks, tables.human_decisions.c
        rows = self._read(
            select(
                table.c.outcome_id,
                table.c.verdict,
                case((human.as_advised, table.c.verdict), else_=human.verdict),
                table.c.first_due,
                human.made_at,
            )
            .join(tables.human_decisions, human.outcome_id == table.c.outcome_id)
            .where(*chosen.where(table))
            .order_by(human.made_at, human.number)
        )
        found: dict[str, Followed] = {}
        for id, verdict, decided, due, made_at in rows:
            first = found[id].first_decided if id in found else made_at
            found[id] = Followed(verdict, decided, due, first)
        return tuple(found.values())

    def years(self) -> tuple[int, ...]:
        """Return the years of the reference dates, the latest first."""
        year = extract("year", tables.outcome_marks.c.reference_date)
        return tuple(
            int(row[0]) for row in self._read(select(year).distinct().order_by(year.desc()))
        )

    def add_human_decision(self, decision: HumanDecision) -> None:
        """Keep what a human decided beside the outcome; the outcome must be there."""
        self._write(_ADD_HUMAN_DECISION, _values(decision))

    def human_decisions(self, outcome_id: str) -> tuple[HumanDecision, ...]:
        """Return what humans decided after this outcome, oldest first."""
        rows = self._read(_HUMAN_DECISIONS, {"outcome_id": outcome_id})
        return tuple(HumanDecision(*row) for row in rows)

    def ping(self) -> None:
        """Raise StoreUnavailable unless the database answers and has its tables."""
        self._read(_PING)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def _write(self, statement: Executable, values: Mapping[str, object]) -> None:
        """Run one statement that is a transaction by itself."""
        with self._turn(), dutch_errors(), self._engine.connect() as connection:
            connection.execute(statement, values)

    def _write_together(self, *statements: tuple[Executable, Mapping[str, object]]) -> None:
        """Run statements as one transaction."""
        with self._turn(), dutch_errors(), self._together.begin() as connection:
            for statement, values in statements:
                connection.execute(statement, values)

    def _read(
        self, statement: Executable, values: Mapping[str, object] | None = None
    ) -> Sequence[Sequence[Any]]:
        """Return all rows of one statement."""
        with dutch_errors(), self._engine.connect() as connection:
            return connection.execute(statement, values).all()
