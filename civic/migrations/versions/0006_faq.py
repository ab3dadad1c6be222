"""Questions often asked, drawn from published answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("response_version", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "published", "retired", name="state", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("answer", sa.String(600), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_faq_item_approved_by_person")),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_faq_item_drafted_by_person")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_faq_item_response_id_response")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_faq_item_room_id_room")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_faq_item_section_id_section")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_faq_item_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_item")),
    )
    with op.batch_alter_table("faq_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_item_response_id"), ["response_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_item_section_id"), ["section_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_item_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_item_topic_id"), ["topic_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("faq_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_item_topic_id"))
        batch_op.drop_index(batch_op.f("ix_faq_item_state"))
        batch_op.drop_index(batch_op.f("ix_faq_item_section_id"))
        batch_op.drop_index(batch_op.f("ix_faq_item_response_id"))

    op.drop_table("faq_item")
