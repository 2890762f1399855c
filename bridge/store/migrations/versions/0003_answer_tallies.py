"""Counts of automatic answers per site and visitor.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

from bridge.store.base import PlainWord, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "answer_tallies",
        sa.Column("scope", PlainWord(length=64), nullable=False),
        sa.Column("key", PlainWord(length=64), nullable=False),
        sa.Column("began", UtcDateTime(timezone=True), nullable=False),
        sa.Column("shard", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("answers", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", "began", "shard", name=op.f("pk_answer_tallies")),
    )
    op.create_index("ix_answer_tallies_began", "answer_tallies", ["began"])


def downgrade() -> None:
    op.drop_index("ix_answer_tallies_began", table_name="answer_tallies")
    op.drop_table("answer_tallies")
