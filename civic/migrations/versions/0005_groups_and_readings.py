"""Groups with members, entries in several languages, hidden candidates, readings that need a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading_count",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_count_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "what", "on", name=op.f("pk_reading_count")),
    )
    op.create_table(
        "reading_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_allowed", sa.Boolean(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_pass_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_pass")),
        sa.UniqueConstraint("person_id", "what", "on", name=op.f("uq_reading_pass_person_id_what_on")),
    )
    with op.batch_alter_table("reading_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_pass_on"), ["on"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_pass_person_id"), ["person_id"], unique=False)

    op.create_table(
        "registry_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entry.id"], name=op.f("fk_registry_correction_entry_id_registry_entry")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registry_correction_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_correction")),
        sa.UniqueConstraint("person_id", "once", name=op.f("uq_registry_correction_person_id_once")),
    )
    with op.batch_alter_table("registry_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_correction_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "registry_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("member", "writer", "deputy", name="role", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
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
        sa.Column("position", sa.String(60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hand_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entry.id"], name=op.f("fk_registry_member_entry_id_registry_entry")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registry_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_member")),
        sa.UniqueConstraint("entry_id", "person_id", name=op.f("uq_registry_member_entry_id_person_id")),
    )
    with op.batch_alter_table("registry_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_member_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "registry_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("display_name", sa.String(100), nullable=False),
        sa.Column("skills", sa.String(500), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entry.id"], name=op.f("fk_registry_translation_entry_id_registry_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_translation")),
        sa.UniqueConstraint("entry_id", "language", name=op.f("uq_registry_translation_entry_id_language")),
    )
    with op.batch_alter_table("registry_translation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_translation_entry_id"), ["entry_id"], unique=False)

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        batch_op.alter_column(
            "display_name", existing_type=sa.VARCHAR(length=80), type_=sa.String(160), existing_nullable=False
        )
        batch_op.create_index(batch_op.f("ix_post_group_id"), ["group_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_post_group_id_registry_entry"), "registry_entry", ["group_id"], ["id"]
        )

    with op.batch_alter_table("registry_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_offered_in_rooms", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("hidden_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("hidden_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("update_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("update_asked", sa.String(500), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_registry_entry_hidden_until"), ["hidden_until"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("registry_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_entry_hidden_until"))
        batch_op.drop_column("update_asked")
        batch_op.drop_column("update_asked_at")
        batch_op.drop_column("hidden_until")
        batch_op.drop_column("hidden_from")
        batch_op.drop_column("is_offered_in_rooms")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_group_id_registry_entry"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_post_group_id"))
        batch_op.alter_column(
            "display_name", existing_type=sa.String(160), type_=sa.VARCHAR(length=80), existing_nullable=False
        )
        batch_op.drop_column("group_id")

    with op.batch_alter_table("registry_translation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_translation_entry_id"))

    op.drop_table("registry_translation")
    with op.batch_alter_table("registry_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_member_person_id"))
        batch_op.drop_index(batch_op.f("ix_registry_member_entry_id"))

    op.drop_table("registry_member")
    with op.batch_alter_table("registry_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_correction_entry_id"))

    op.drop_table("registry_correction")
    with op.batch_alter_table("reading_pass", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_pass_person_id"))
        batch_op.drop_index(batch_op.f("ix_reading_pass_on"))

    op.drop_table("reading_pass")
    op.drop_table("reading_count")
