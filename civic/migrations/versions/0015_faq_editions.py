"""A question often asked gets new words under its own address."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("faq_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edition_of", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_faq_item_edition_of"), ["edition_of"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_faq_item_edition_of_faq_item"), "faq_item", ["edition_of"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("faq_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_faq_item_edition_of_faq_item"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_faq_item_edition_of"))
        batch_op.drop_column("edition_of")
