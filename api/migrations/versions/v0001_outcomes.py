"""Keep rulesets, outcomes and what people decided."""

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None


def _number() -> sa.Column[int]:
    """Count rows in the order they came in."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("number", kind, nullable=False)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "rulesets",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("first_used", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_rulesets"),
    )
    _create_outcomes()
    _create_human_decisions()


def _create_outcomes() -> None:
    """Make the table of outcomes and the indexes of its listings."""
    op.create_table(
        "outcomes",
        _number(),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("not_kept", sa.Text(), nullable=False),
        sa.Column("vector", sa.Text(), nullable=False),
        sa.Column("ruleset_version", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("other_facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_outcomes"),
        sa.UniqueConstraint("id", name="uq_outcomes_id"),
        sa.ForeignKeyConstraint(
            ["ruleset_version"], ["rulesets.version"], name="fk_outcomes_ruleset_version"
        ),
    )
    listing = ["decision", "made_at", "number"]
    op.create_index("ix_outcomes_decision_made_at_number", "outcomes", listing)
    listing = ["decision", "region", "made_at", "number"]
    op.create_index("ix_outcomes_decision_region_made_at_number", "outcomes", listing)


def _create_human_decisions() -> None:
    """Make the table of what people decided and the index of its listing."""
    op.create_table(
        "human_decisions",
        _number(),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("outcome_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by_role", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_human_decisions"),
        sa.UniqueConstraint("id", name="uq_human_decisions_id"),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcomes.id"], name="fk_human_decisions_outcome_id"
        ),
    )
    listing = ["outcome_id", "made_at", "number"]
    op.create_index("ix_human_decisions_outcome_id_made_at_number", "human_decisions", listing)


def downgrade() -> None:
    """Refuse: going back would throw away what was decided."""
    raise NotImplementedError("deze tabellen bewaren uitkomsten en worden niet weggegooid")
