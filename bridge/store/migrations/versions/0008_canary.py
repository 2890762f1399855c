"""A site's test entry: tickets outside all lists, and what each plugin tells of its canary

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

from bridge.store.base import BigId, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canaries",
        sa.Column("site_id", BigId, autoincrement=False, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("came_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("told_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_canaries_site_id_sites")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_canaries")),
    )
    op.add_column(
        "tickets", sa.Column("canary", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_tickets_canary",
        "tickets",
        ["site_id", "id"],
        sqlite_where=sa.text("canary"),
        postgresql_where=sa.text("canary"),
    )
    # an index that holds the column too still counts a list without reading the tickets
    op.drop_index("ix_tickets_status_changed", "tickets")
    op.create_index(
        "ix_tickets_status_changed", "tickets", ["status", "changed_at", "id", "canary"]
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_status_changed", "tickets")
    op.create_index("ix_tickets_status_changed", "tickets", ["status", "changed_at", "id"])
    op.drop_index("ix_tickets_canary", "tickets")
    op.drop_column("tickets", "canary")
    op.drop_table("canaries")
