"""mailboxes read over IMAP, raw mails beside their arrivals, dead addresses

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

from bridge.store.base import PlainText, PlainWord, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INDEXES = (
    ("ix_arrivals_undecided", ["id"], "outcome IS NULL"),
    ("ix_arrivals_unusual", ["outcome", "id"], "outcome <> 'ticket'"),
    ("ix_arrivals_no_form", ["door", "id"], "door NOT IN ('push', 'feed')"),
)


def upgrade() -> None:
    op.create_table(
        "mailbox_inlets",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("mailbox_id", _ID, nullable=False),
        sa.Column("url", PlainText(), nullable=False),
        sa.Column("password_sealed", PlainText(), nullable=True),
        sa.Column("from_environment", sa.Boolean(), nullable=False),
        sa.Column("imports", sa.Boolean(), nullable=False),
        sa.Column("set_up_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("uid_validity", _ID, nullable=True),
        sa.Column("last_uid", _ID, nullable=True),
        sa.Column("idles", sa.Boolean(), nullable=True),
        sa.Column("holder", PlainWord(length=64), nullable=True),
        sa.Column("lease_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", PlainText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailboxes.id"], name=op.f("fk_mailbox_inlets_mailbox_id_mailboxes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_inlets")),
        sa.UniqueConstraint("mailbox_id", name=op.f("uq_mailbox_inlets_mailbox_id")),
    )
    op.create_table(
        "raw_mails",
        sa.Column("arrival_id", _ID, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrivals.id"], name=op.f("fk_raw_mails_arrival_id_arrivals")
        ),
        sa.PrimaryKeyConstraint("arrival_id", name=op.f("pk_raw_mails")),
    )
    op.add_column("mailboxes", sa.Column("authserv_id", PlainText(), nullable=True))
    op.add_column("requester_addresses", sa.Column("bounced_at", UtcDateTime(timezone=True)))
    op.add_column("requester_addresses", sa.Column("bounce", PlainText(), nullable=True))
    for name, kind in (("detail", PlainText()), ("sender", PlainText()), ("title", PlainText())):
        op.add_column("arrivals", sa.Column(name, kind, nullable=True))
    op.add_column("arrivals", sa.Column("size", _ID, nullable=True))
    op.add_column("arrivals", sa.Column("tries", _ID, nullable=False, server_default="0"))
    for name, columns, where in _INDEXES:
        condition = sa.text(where)
        op.create_index(
            name, "arrivals", columns, sqlite_where=condition, postgresql_where=condition
        )


def downgrade() -> None:
    for name, _, _ in reversed(_INDEXES):
        op.drop_index(name, "arrivals")
    for name in ("tries", "size", "title", "sender", "detail"):
        op.drop_column("arrivals", name)
    op.drop_column("requester_addresses", "bounce")
    op.drop_column("requester_addresses", "bounced_at")
    op.drop_column("mailboxes", "authserv_id")
    op.drop_table("raw_mails")
    op.drop_table("mailbox_inlets")
