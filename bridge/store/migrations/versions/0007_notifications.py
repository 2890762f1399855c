"""what agents are told, their switches, mails to agents, replies that came as a mail

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

from bridge.store.base import PlainText, PlainWord, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_UNREAD = sa.text("read_at IS NULL")
_CAME_AS = sa.text("came_as IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("agent_id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("message_id", _ID, nullable=True),
        sa.Column("kind", PlainWord(length=64), nullable=False),
        sa.Column("actor_name", PlainText(), nullable=False),
        sa.Column("receiver", PlainText(), nullable=True),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("in_page", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("delivery_id", _ID, nullable=True),
        *_keys("notifications", agent_id="agents", ticket_id="tickets", message_id="messages"),
        *_keys("notifications", delivery_id="deliveries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index("ix_notifications_agent_id", "notifications", ["agent_id", "id"])
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["agent_id", "ticket_id"],
        sqlite_where=_UNREAD,
        postgresql_where=_UNREAD,
    )
    op.create_table(
        "notification_choices",
        sa.Column("agent_id", _ID, autoincrement=False, nullable=False),
        sa.Column("kind", PlainWord(length=64), nullable=False),
        sa.Column("in_page", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        *_keys("notification_choices", agent_id="agents"),
        sa.PrimaryKeyConstraint("agent_id", "kind", name=op.f("pk_notification_choices")),
    )
    op.add_column("deliveries", sa.Column("for_agent", sa.Boolean(), nullable=True))
    op.add_column("messages", sa.Column("came_as", PlainText(), nullable=True))
    op.create_index(
        "ix_messages_came_as",
        "messages",
        ["came_as"],
        sqlite_where=_CAME_AS,
        postgresql_where=_CAME_AS,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_came_as", "messages")
    op.drop_column("messages", "came_as")
    op.drop_table("notification_choices")
    op.drop_table("notifications")
    op.drop_column("deliveries", "for_agent")


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]
