"""A stance beside a post."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "stance",
                sa.Enum(
                    "for", "against", "unsure", name="stance", native_enum=False, create_constraint=True, length=30
                ),
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("stance")
