"""Keep beside each outcome what an evaluation counts of it."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and fill it for the outcomes that are there."""
    narrowed = ["decision", "region", "verdict", "case_number", "reference_date"]
    op.create_index("ix_outcomes_listing", "outcomes", ["made_at", "number", *narrowed])
    table = op.create_table(
        "outcome_marks",
        sa.Column("outcome_id", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("outcome_id", name="pk_outcome_marks"),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcomes.id"], name="fk_outcome_marks_outcome_id"
        ),
    )
    for row in _marked():
        op.get_bind().execute(sa.insert(table), row)


def _marked() -> Iterator[dict[str, Any]]:
    names = ("decision", "region", "reference_date", "verdict")
    kinds = {"reference_date": sa.Date}
    outcomes = sa.table(
        "outcomes",
        sa.column("id", sa.Text),
        *(sa.column(name, kinds.get(name, sa.Text)) for name in names),
        sa.column("answer", sa.Text),
    )
    for id, *own, answer in op.get_bind().execute(sa.select(outcomes)).fetchall():
        yield {"outcome_id": id, **dict(zip(names, own, strict=True)), **_marks(json.loads(answer))}


def _marks(answer: dict[str, Any]) -> dict[str, Any]:
    reasons = [r["regel"] for r in answer.get("redenen", []) if r["waarheid"] == "ja"]
    marks = {
        "redenen": sorted(set(reasons)),
        "ontbreekt": sorted({q["feit"] for q in answer.get("ontbrekendeFeiten", [])}),
        "signalen": sorted({s["regel"] for s in answer.get("signalen", [])}),
    }
    due = [step["uiterlijk"] for step in answer.get("stappen", []) if step["uiterlijk"]]
    first = date.fromisoformat(min(due)) if due else None
    return {"marks": json.dumps(marks, separators=(",", ":")), "first_due": first}


def downgrade() -> None:
    """Refuse: going back would throw away what was decided."""
    raise NotImplementedError("deze tabellen bewaren uitkomsten en worden niet weggegooid")
