"""Keep the items of a decision about a collection, and which of them a human chose."""

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was decided before has no items."""
    op.add_column("outcomes", sa.Column("items", sa.Text(), nullable=True))
    op.add_column("human_decisions", sa.Column("item", sa.Text(), nullable=True))
    op.add_column("human_decisions", sa.Column("as_advised", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Refuse: going back would throw away what was decided."""
    raise NotImplementedError("deze tabellen bewaren uitkomsten en worden niet weggegooid")
