"""What was mailed to the sender of a letter."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letter_sender", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told", sa.String(20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("is_undelivered", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("letter_sender", schema=None) as batch_op:
        batch_op.drop_column("is_undelivered")
        batch_op.drop_column("told_at")
        batch_op.drop_column("told")
