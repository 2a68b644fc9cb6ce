"""Keep which outcome another one follows: made anew, with more or other answers."""

import sqlalchemy as sa
from alembic import op

revision = "v0005"
down_revision = "v0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what was decided before nobody knows."""
    op.add_column("outcomes", sa.Column("follows", sa.Text(), nullable=True))
    op.create_index("ix_outcomes_follows", "outcomes", ["follows"])


def downgrade() -> None:
    """Refuse: going back would throw away what was decided."""
    raise NotImplementedError("deze tabellen bewaren uitkomsten en worden niet weggegooid")
