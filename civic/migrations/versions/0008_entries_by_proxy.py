"""Posts that came by other ways and were typed in by staff."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proxy_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("original", sa.String(200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        batch_op.create_unique_constraint("uq_post_proxy_by_once", ["proxy_by", "once"])
        batch_op.create_foreign_key(batch_op.f("fk_post_proxy_by_person"), "person", ["proxy_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_proxy_by_person"), type_="foreignkey")
        batch_op.drop_constraint("uq_post_proxy_by_once", type_="unique")
        batch_op.drop_column("received_on")
        batch_op.drop_column("original")
        batch_op.drop_column("proxy_by")
