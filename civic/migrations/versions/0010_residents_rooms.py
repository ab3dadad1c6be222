"""Residents' rooms: proposals, supporters, the committee's role, conclusions."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("display_name", sa.String(80), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("house_rules", sa.Text(), nullable=False, server_default=""),
        sa.Column(
            "city_part",
            sa.Enum("none", "may_look", name="city_part", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "gathering",
                "opened",
                "declined",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("article", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_area_proposal_decided_by_person")),
        sa.ForeignKeyConstraint(["proposer_id"], ["person.id"], name=op.f("fk_area_proposal_proposer_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_area_proposal_room_id_room")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_area_proposal_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_proposal")),
        sa.UniqueConstraint("room_id", name=op.f("uq_area_proposal_room_id")),
    )
    with op.batch_alter_table("area_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_proposal_proposer_id"), ["proposer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_area_proposal_state"), ["state"], unique=False)

    op.create_table(
        "area_support",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_area_support_person_id_person")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["area_proposal.id"], name=op.f("fk_area_support_proposal_id_area_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_area_support")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.add_column(sa.Column("house_rules", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("city_part", sa.String(20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("conclusion", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_room_kind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_room_kind"), "kind IN ('deliberation', 'board', 'comment', 'citizen')"
        )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_role_grant_role"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_role_grant_role"),
            "role IN ('facilitator', 'room_manager', 'moderator', 'drafter', 'approver', 'registry_officer', 'city_manager', 'system_manager', 'auditor', 'committee_member')",
        )


def downgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_role_grant_role"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_role_grant_role"),
            "role IN ('facilitator', 'room_manager', 'moderator', 'drafter', 'approver', 'registry_officer', 'city_manager', 'system_manager', 'auditor')",
        )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_room_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_room_kind"), "kind IN ('deliberation', 'board', 'comment')")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_column("concluded_at")
        batch_op.drop_column("conclusion")
        batch_op.drop_column("city_part")
        batch_op.drop_column("house_rules")

    op.drop_table("area_support")
    with op.batch_alter_table("area_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_proposal_state"))
        batch_op.drop_index(batch_op.f("ix_area_proposal_proposer_id"))

    op.drop_table("area_proposal")
