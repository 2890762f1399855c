"""Articles written here and sent to WordPress; when a site last let us in.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

from bridge.store.base import BigId, PlainText, PlainWord, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("let_in_at", UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "article_drafts",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("uid", PlainWord(length=64), nullable=False),
        sa.Column("site_id", BigId, nullable=False),
        sa.Column("ticket_id", BigId, nullable=True),
        sa.Column("wp_type", PlainWord(length=64), nullable=False),
        sa.Column("title", PlainText(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.Column("language", PlainWord(length=64), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("wanted_revision", BigId, nullable=False),
        sa.Column("sent_revision", BigId, nullable=False),
        sa.Column("wp_id", BigId, nullable=True),
        sa.Column("wp_status", PlainWord(length=64), nullable=True),
        sa.Column("url", PlainText(), nullable=True),
        sa.Column("edit_url", PlainText(), nullable=True),
        sa.Column("exchanged_hash", PlainWord(length=64), nullable=True),
        sa.Column("exchanged_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("theirs", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("checked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", PlainText(), nullable=True),
        sa.Column("created_by", PlainText(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by", PlainText(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_article_drafts_site_id_sites")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_article_drafts_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_drafts")),
        sa.UniqueConstraint("uid", name=op.f("uq_article_drafts_uid")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_article_drafts_ticket_id")),
    )
    with op.batch_alter_table("article_drafts", schema=None) as batch_op:
        batch_op.create_index("ix_article_drafts_changed", ["changed_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("article_drafts", schema=None) as batch_op:
        batch_op.drop_index("ix_article_drafts_changed")
    op.drop_table("article_drafts")
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.drop_column("let_in_at")
