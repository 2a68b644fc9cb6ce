"""Names the tables of the store and how each value is written in both databases."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


def _plain(value: object) -> object:
    """Let a read-only mapping be written like a dict, and refuse what JSON doesn't know."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is geen JSON-waarde")


# ASCII only, so that no text a client can send makes the driver refuse the row.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_plain).encode


class JsonText(TypeDecorator[Any]):
    """Keep JSON as text.

    JSONB would sort the keys, and an answer must be given again exactly as it was given.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Write the value as compact JSON."""
        return _encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the value with its keys in the order they were written."""
        return json.loads(value or "null")


class NameList(JsonText):
    """Keep a tuple of names."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Read the names as a tuple."""
        return tuple(json.loads(value or "[]"))


class ItemList(JsonText):
    """Keep the items of a collection, each with its key and its facts; none is NULL."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write the items in the order they were given."""
        return _encode(value) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...]:
        """Read the items as a tuple."""
        return tuple(json.loads(value or "[]"))


class EmptyAsNull(TypeDecorator[str]):
    """Keep an empty text as NULL, so that it refers to nothing."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write NULL for an empty text."""
        return value or None

    def process_result_value(self, value: str | None, dialect: Dialect) -> str:
        """Read NULL as an empty text."""
        return value or ""


class UtcDateTime(TypeDecorator[datetime]):
    """Keep a moment in UTC, aware on its way in and out.

    SQLite knows no time zones: there it is UTC text of a fixed width, which sorts by time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: guessing one shifts it by hours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("een tijdstip zonder tijdzone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read the moment as aware UTC, whatever zone the server speaks in."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _number() -> Column[int]:
    """Count rows in the order they came in: the tie-break for equal moments."""
    # SQLite only counts by itself on a column that is exactly an INTEGER PRIMARY KEY.
    kind = BigInteger().with_variant(Integer(), "sqlite")
    return Column("number", kind, primary_key=True)


rulesets = Table(
    "rulesets",
    metadata,
    Column("version", Text, primary_key=True),
    Column("decision", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("document", JsonText, nullable=False),
    Column("first_used", UtcDateTime, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    _number(),
    Column("id", Text, nullable=False, unique=True),
    Column("decision", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("case_number", Text),
    Column("reference_date", Date, nullable=False),
    Column("facts", JsonText, nullable=False),
    Column("not_kept", NameList, nullable=False),
    Column("vector", Text, nullable=False),
    Column("ruleset_version", EmptyAsNull, ForeignKey(rulesets.c.version)),
    Column("verdict", Text, nullable=False),
    Column("answer", JsonText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("other_facts", Text, nullable=False),
    Column("items", ItemList),
    Column("follows", Text),
    Index(None, "follows"),
    # Listings walk these backwards; the second one serves those of a single region.
    Index(None, "decision", "made_at", "number"),
    Index(None, "decision", "region", "made_at", "number"),
    # A listing that is narrowed walks this one, which has all it is narrowed by: rows are long.
    Index(
        "ix_outcomes_listing",
        *("made_at", "number", "decision", "region", "verdict", "case_number", "reference_date"),
    ),
)

# Beside each outcome what an evaluation counts of it: an answer is long, and this is not.
outcome_marks = Table(
    "outcome_marks",
    metadata,
    Column("outcome_id", Text, ForeignKey(outcomes.c.id), primary_key=True),
    Column("decision", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("reference_date", Date, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("marks", JsonText, nullable=False),
    Column("first_due", Date),
)

human_decisions = Table(
    "human_decisions",
    metadata,
    _number(),
    Column("id", Text, nullable=False, unique=True),
    Column("outcome_id", Text, ForeignKey(outcomes.c.id), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text),
    Column("by_role", Text),
    Column("made_at", UtcDateTime, nullable=False),
    Column("item", Text),
    Column("as_advised", Boolean),
    Index(None, "outcome_id", "made_at", "number"),
)

# Files of lines: what was put in, how far it is, and what came of it. Their lines stand on disk.
files = Table(
    "files",
    metadata,
    _number(),
    Column("id", Text, nullable=False, unique=True),
    Column("fingerprint", Text, nullable=False, unique=True),
    Column("region", Text, nullable=False),
    Column("versions", NameList, nullable=False),
    Column("other_facts", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("report", JsonText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("seen_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("worker", Text),
    Index(None, "status", "number"),
)
