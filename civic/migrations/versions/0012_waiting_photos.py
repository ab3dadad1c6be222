"""Pictures of entries that an officer has not looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registry_photo_waiting",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entry.id"], name=op.f("fk_registry_photo_waiting_entry_id_registry_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_registry_photo_waiting")),
    )


def downgrade() -> None:
    op.drop_table("registry_photo_waiting")
