"""Closed rooms as public records."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("room_rev", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_record_edition_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_edition")),
        sa.UniqueConstraint("room_id", "number", name=op.f("uq_record_edition_room_id_number")),
    )
    op.create_table(
        "room_record",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_record_room_id_room")),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_room_record")),
    )
    with op.batch_alter_table("room_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_record_kept_until"), ["kept_until"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("room_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_record_kept_until"))

    op.drop_table("room_record")
    op.drop_table("record_edition")
