"""How mailboxes send, edited templates, replies that wait a moment

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

import bridge.store.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_templates",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("language", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("source", bridge.store.base.PlainText(), nullable=True),
        sa.Column("note", bridge.store.base.PlainText(), nullable=False),
        sa.Column("edited_by", bridge.store.base.PlainText(), nullable=False),
        sa.Column("edited_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_templates")),
    )
    with op.batch_alter_table("mail_templates", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mail_templates_kind_language", ["kind", "language", "id"], unique=False
        )

    op.create_table(
        "mail_grants",
        sa.Column(
            "mailbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("provider", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("account", bridge.store.base.PlainText(), nullable=False),
        sa.Column("client_id", bridge.store.base.PlainText(), nullable=False),
        sa.Column("token_url", bridge.store.base.PlainText(), nullable=False),
        sa.Column("scope", bridge.store.base.PlainText(), nullable=False),
        sa.Column("secrets_sealed", bridge.store.base.PlainText(), nullable=False),
        sa.Column("expires_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("refreshed_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_error", bridge.store.base.PlainText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailboxes.id"], name=op.f("fk_mail_grants_mailbox_id_mailboxes")
        ),
        sa.PrimaryKeyConstraint("mailbox_id", name=op.f("pk_mail_grants")),
    )
    op.create_table(
        "send_slots",
        sa.Column(
            "delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("mailbox", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_send_slots_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_send_slots")),
    )
    with op.batch_alter_table("send_slots", schema=None) as batch_op:
        batch_op.create_index("ix_send_slots_mailbox_at", ["mailbox", "at"], unique=False)

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("mailbox", bridge.store.base.PlainWord(length=64), nullable=True)
        )

    with op.batch_alter_table("mailboxes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", bridge.store.base.PlainText(), nullable=True))
        batch_op.add_column(sa.Column("signature", bridge.store.base.PlainText(), nullable=True))
        batch_op.add_column(
            sa.Column("language", bridge.store.base.PlainWord(length=64), nullable=True)
        )
        batch_op.add_column(sa.Column("smtp_sealed", bridge.store.base.PlainText(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "per_minute", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column("dkim_selector", bridge.store.base.PlainText(), nullable=True)
        )
        batch_op.add_column(sa.Column("dkim_domain", bridge.store.base.PlainText(), nullable=True))
        batch_op.add_column(
            sa.Column("dkim_key_sealed", bridge.store.base.PlainText(), nullable=True)
        )
        batch_op.add_column(
            sa.Column("sent_imap_sealed", bridge.store.base.PlainText(), nullable=True)
        )
        batch_op.add_column(sa.Column("copies_itself", sa.Boolean(), nullable=True))

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("held_until", bridge.store.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("taken_back_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("taken_back_at")
        batch_op.drop_column("held_until")

    with op.batch_alter_table("mailboxes", schema=None) as batch_op:
        batch_op.drop_column("copies_itself")
        batch_op.drop_column("sent_imap_sealed")
        batch_op.drop_column("dkim_key_sealed")
        batch_op.drop_column("dkim_domain")
        batch_op.drop_column("dkim_selector")
        batch_op.drop_column("per_minute")
        batch_op.drop_column("smtp_sealed")
        batch_op.drop_column("language")
        batch_op.drop_column("signature")
        batch_op.drop_column("name")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_column("mailbox")

    with op.batch_alter_table("send_slots", schema=None) as batch_op:
        batch_op.drop_index("ix_send_slots_mailbox_at")

    op.drop_table("send_slots")
    op.drop_table("mail_grants")
    with op.batch_alter_table("mail_templates", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_templates_kind_language")

    op.drop_table("mail_templates")
