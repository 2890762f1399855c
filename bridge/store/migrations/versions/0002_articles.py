"""article types of a site, each with its own progress; what an article's mirror is made of

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

import bridge.store.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = bridge.store.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "article_types",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("site_id", _BIG, nullable=False),
        sa.Column("name", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("seen_until", _TIME, nullable=True),
        sa.Column("looked_at", _TIME, nullable=True),
        sa.Column("scan_from", _TIME, nullable=True),
        sa.Column("scan_after", _BIG, nullable=False),
        sa.Column("reconciled_at", _TIME, nullable=True),
        sa.Column("categories_digest", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_article_types_site_id_sites")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_types")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_article_types_site_id_name")),
    )
    # without a watermark: everything is read anew, which fills the new columns
    op.execute(
        "INSERT INTO article_types (site_id, name, scan_after, categories_digest)"
        " SELECT id, 'post', 0, '' FROM sites"
    )
    op.drop_column("sites", "articles_seen_until")
    op.drop_column("sites", "articles_reconciled_at")
    op.add_column("sites", sa.Column("discovered", sa.JSON(), nullable=True))
    op.add_column("sites", sa.Column("discovered_at", _TIME, nullable=True))
    text = bridge.store.base.PlainText()
    word = bridge.store.base.PlainWord(length=64)
    op.add_column("articles", sa.Column("slug", text, nullable=False, server_default=""))
    op.add_column("articles", sa.Column("digest", word, nullable=False, server_default=""))
    op.add_column("articles", sa.Column("parent_wp_id", _BIG, nullable=True))
    for name in ("category_ids", "links"):
        op.add_column(
            "articles", sa.Column(name, sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
    op.create_index("ix_submissions_uid", "submissions", ["uid"])


def downgrade() -> None:
    op.drop_index("ix_submissions_uid", "submissions")
    for name in ("links", "category_ids", "parent_wp_id", "digest", "slug"):
        op.drop_column("articles", name)
    op.drop_column("sites", "discovered_at")
    op.drop_column("sites", "discovered")
    op.add_column("sites", sa.Column("articles_reconciled_at", _TIME, nullable=True))
    op.add_column("sites", sa.Column("articles_seen_until", _TIME, nullable=True))
    op.drop_table("article_types")
