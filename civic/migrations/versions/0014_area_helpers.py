"""Who helps to run a residents' room."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_helper",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "accepted",
                "declined",
                "ended",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_area_helper_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_area_helper_room_id_room")),
        sa.PrimaryKeyConstraint("room_id", "person_id", name=op.f("pk_area_helper")),
    )
    with op.batch_alter_table("area_helper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_helper_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("area_helper")
