"""initial

Revision: 0001, after None
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import bridge.store.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("email", bridge.store.base.PlainText(), nullable=False),
        sa.Column("name", bridge.store.base.PlainText(), nullable=False),
        sa.Column("password_hash", bridge.store.base.PlainText(), nullable=False),
        sa.Column("role", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("language", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("email", name=op.f("uq_agents_email")),
    )
    op.create_table(
        "api_tokens",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", bridge.store.base.PlainText(), nullable=False),
        sa.Column("token_hash", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "arrivals",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("door", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("source", bridge.store.base.PlainText(), nullable=False),
        sa.Column("key", bridge.store.base.PlainText(), nullable=False),
        sa.Column("outcome", bridge.store.base.PlainWord(length=64), nullable=True),
        sa.Column("reason", bridge.store.base.PlainText(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("digest", bridge.store.base.PlainWord(length=64), nullable=True),
        sa.Column("raw_key", bridge.store.base.PlainText(), nullable=True),
        sa.Column("repeats", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("door", "source", "key", name=op.f("uq_arrivals_door_source_key")),
    )
    with op.batch_alter_table("arrivals", schema=None) as batch_op:
        batch_op.create_index(
            "ix_arrivals_quarantined",
            ["id"],
            unique=False,
            sqlite_where=sa.text("outcome = 'quarantined'"),
            postgresql_where=sa.text("outcome = 'quarantined'"),
        )

    op.create_table(
        "effects",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("queue", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("due_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("lease", bridge.store.base.PlainWord(length=64), nullable=True),
        sa.Column("lease_until", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("claims", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_error", bridge.store.base.PlainText(), nullable=True),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effects")),
    )
    with op.batch_alter_table("effects", schema=None) as batch_op:
        batch_op.create_index(
            "ix_effects_claim",
            ["queue", "state", "due_at"],
            unique=False,
            sqlite_where=sa.text("state <> 'done'"),
            postgresql_where=sa.text("state <> 'done'"),
        )
        batch_op.create_index("ix_effects_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "leadership",
        sa.Column("duty", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("holder", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("until", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_leadership")),
    )
    op.create_table(
        "mailboxes",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("slug", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("address", bridge.store.base.PlainText(), nullable=False),
        sa.Column("token_hash", bridge.store.base.PlainText(), nullable=False),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("slug", name=op.f("uq_mailboxes_slug")),
    )
    op.create_table(
        "requesters",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", bridge.store.base.PlainText(), nullable=False),
        sa.Column("locale", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requesters")),
    )
    op.create_table(
        "settings",
        sa.Column("key", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "sites",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("slug", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("url", bridge.store.base.PlainText(), nullable=False),
        sa.Column("wp_user", bridge.store.base.PlainText(), nullable=False),
        sa.Column("wp_password_sealed", bridge.store.base.PlainText(), nullable=False),
        sa.Column("transport", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("push_secrets_sealed", bridge.store.base.PlainText(), nullable=False),
        sa.Column("public_key", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column(
            "submissions_cursor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "articles_seen_until", bridge.store.base.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column(
            "articles_reconciled_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("last_pull_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", bridge.store.base.PlainText(), nullable=True),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("slug", name=op.f("uq_sites_slug")),
    )
    op.create_table(
        "vendors",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("slug", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("name", bridge.store.base.PlainText(), nullable=False),
        sa.Column("channel", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("address", bridge.store.base.PlainText(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("secrets_sealed", bridge.store.base.PlainText(), nullable=False),
        sa.Column("redaction", sa.JSON(), nullable=False),
        sa.Column("product", bridge.store.base.PlainText(), nullable=False),
        sa.Column("language", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column(
            "respond_hours", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "resolve_hours", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("disabled_reason", bridge.store.base.PlainText(), nullable=True),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendors")),
        sa.UniqueConstraint("slug", name=op.f("uq_vendors_slug")),
    )
    op.create_table(
        "agent_sessions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token_hash", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_agent_sessions_agent_id_agents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_agent_sessions_token_hash")),
    )
    with op.batch_alter_table("agent_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_agent_sessions_agent_id", ["agent_id"], unique=False)

    op.create_table(
        "articles",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wp_type", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("wp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("url", bridge.store.base.PlainText(), nullable=False),
        sa.Column("title", bridge.store.base.PlainText(), nullable=False),
        sa.Column("excerpt", bridge.store.base.PlainText(), nullable=False),
        sa.Column("html", bridge.store.base.PlainText(), nullable=False),
        sa.Column("body", bridge.store.base.PlainText(), nullable=False),
        sa.Column("language", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("author", bridge.store.base.PlainText(), nullable=True),
        sa.Column("published_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("modified_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_articles_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint(
            "site_id", "wp_type", "wp_id", name=op.f("uq_articles_site_id_wp_type_wp_id")
        ),
    )
    op.create_table(
        "forms",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plugin", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("plugin_form_id", bridge.store.base.PlainText(), nullable=False),
        sa.Column("title", bridge.store.base.PlainText(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_forms_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forms")),
        sa.UniqueConstraint(
            "site_id",
            "plugin",
            "plugin_form_id",
            name=op.f("uq_forms_site_id_plugin_plugin_form_id"),
        ),
    )
    op.create_table(
        "requester_addresses",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "requester_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("email", bridge.store.base.PlainText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requester_id"],
            ["requesters.id"],
            name=op.f("fk_requester_addresses_requester_id_requesters"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requester_addresses")),
        sa.UniqueConstraint("email", name=op.f("uq_requester_addresses_email")),
    )
    with op.batch_alter_table("requester_addresses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_requester_addresses_requester_id"), ["requester_id"], unique=False
        )

    op.create_table(
        "tickets",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("subject", bridge.store.base.PlainText(), nullable=False),
        sa.Column("subject_root", bridge.store.base.PlainText(), nullable=False),
        sa.Column("status", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("priority", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("level", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("channel", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("category", bridge.store.base.PlainText(), nullable=True),
        sa.Column("language", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("form_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("mailbox", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column(
            "requester_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("requester_email", bridge.store.base.PlainText(), nullable=True),
        sa.Column("address_key", bridge.store.base.PlainText(), nullable=True),
        sa.Column(
            "assignee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("linked_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("solved_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["agents.id"], name=op.f("fk_tickets_assignee_id_agents")
        ),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=op.f("fk_tickets_form_id_forms")),
        sa.ForeignKeyConstraint(
            ["linked_id"], ["tickets.id"], name=op.f("fk_tickets_linked_id_tickets")
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["requesters.id"], name=op.f("fk_tickets_requester_id_requesters")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_tickets_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("token", name=op.f("uq_tickets_token")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tickets_address_created", ["address_key", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_tickets_assignee_changed",
            ["assignee_id", "status", "changed_at"],
            unique=False,
            sqlite_where=sa.text("assignee_id IS NOT NULL"),
            postgresql_where=sa.text("assignee_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_tickets_requester_created", ["requester_id", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_tickets_status_changed", ["status", "changed_at", "id"], unique=False
        )

    op.create_table(
        "escalations",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "vendor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("status", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("ask", bridge.store.base.PlainText(), nullable=False),
        sa.Column("vendor_reference", bridge.store.base.PlainText(), nullable=True),
        sa.Column("created_by", bridge.store.base.PlainText(), nullable=False),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("respond_by", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("resolve_by", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_escalations_ticket_id_tickets")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_escalations_vendor_id_vendors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
        sa.UniqueConstraint("token", name=op.f("uq_escalations_token")),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index("ix_escalations_ticket_id", ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalations_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "participants",
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("email", bridge.store.base.PlainText(), nullable=False),
        sa.Column("joined_by", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_participants_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "email", name=op.f("pk_participants")),
    )
    op.create_table(
        "submissions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", bridge.store.base.PlainText(), nullable=False),
        sa.Column("cursor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("form_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("status", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("raw", bridge.store.base.PlainText(), nullable=False),
        sa.Column("door", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("submitted_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["forms.id"], name=op.f("fk_submissions_form_id_forms")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_submissions_site_id_sites")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_submissions_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("site_id", "uid", name=op.f("uq_submissions_site_id_uid")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index("ix_submissions_ticket_id", ["ticket_id"], unique=False)

    op.create_table(
        "suggestions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shown_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("solved_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_suggestions_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_suggestions_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("token", name=op.f("uq_suggestions_token")),
    )
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.create_index("ix_suggestions_ticket_id", ["ticket_id"], unique=False)

    op.create_table(
        "ticket_events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("type", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("actor_kind", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_name", bridge.store.base.PlainText(), nullable=False),
        sa.Column("field", bridge.store.base.PlainWord(length=64), nullable=True),
        sa.Column("old", bridge.store.base.PlainText(), nullable=True),
        sa.Column("new", bridge.store.base.PlainText(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_events_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_events")),
    )
    with op.batch_alter_table("ticket_events", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_events_ticket_id", ["ticket_id", "id"], unique=False)

    op.create_table(
        "messages",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("channel", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("actor_kind", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_name", bridge.store.base.PlainText(), nullable=False),
        sa.Column("body", bridge.store.base.PlainText(), nullable=False),
        sa.Column("full_text", bridge.store.base.PlainText(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column(
            "escalation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("rfc_message_id", bridge.store.base.PlainText(), nullable=True),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"],
            ["escalations.id"],
            name=op.f("fk_messages_escalation_id_escalations"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_messages_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_messages_rfc_message_id",
            ["rfc_message_id"],
            unique=False,
            sqlite_where=sa.text("rfc_message_id IS NOT NULL"),
            postgresql_where=sa.text("rfc_message_id IS NOT NULL"),
        )
        batch_op.create_index("ix_messages_ticket_id", ["ticket_id", "id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", bridge.store.base.PlainText(), nullable=False),
        sa.Column("content_type", bridge.store.base.PlainText(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", bridge.store.base.PlainWord(length=64), nullable=True),
        sa.Column("storage_key", bridge.store.base.PlainText(), nullable=True),
        sa.Column("source_url", bridge.store.base.PlainText(), nullable=True),
        sa.Column("error", bridge.store.base.PlainText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_attachments_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_attachments_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index("ix_attachments_ticket_id", ["ticket_id"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("channel", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("external_id", bridge.store.base.PlainText(), nullable=False),
        sa.Column("receiver", bridge.store.base.PlainText(), nullable=False),
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "escalation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("status", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_answer", bridge.store.base.PlainText(), nullable=True),
        sa.Column("created_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["escalation_id"],
            ["escalations.id"],
            name=op.f("fk_deliveries_escalation_id_escalations"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_deliveries_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_deliveries_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("external_id", name=op.f("uq_deliveries_external_id")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_ticket_id", ["ticket_id"], unique=False)

    op.create_table(
        "vendor_updates",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "escalation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("type", bridge.store.base.PlainWord(length=64), nullable=False),
        sa.Column("author", bridge.store.base.PlainText(), nullable=False),
        sa.Column("occurred_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"],
            ["escalations.id"],
            name=op.f("fk_vendor_updates_escalation_id_escalations"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_vendor_updates_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_updates")),
    )
    with op.batch_alter_table("vendor_updates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vendor_updates_escalation_id"), ["escalation_id"], unique=False
        )

    op.create_table(
        "attempts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", bridge.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", bridge.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", bridge.store.base.PlainWord(length=64), nullable=True),
        sa.Column("answer", bridge.store.base.PlainText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_attempts_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_delivery_id"), ["delivery_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_index USING fts5"
            "(title, body, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.create_table(
            "article_index",
            sa.Column("article_id", sa.BigInteger(), primary_key=True),
            sa.Column("stems", postgresql.TSVECTOR(), nullable=False),
        )
        op.create_index(
            "ix_article_index_stems", "article_index", ["stems"], postgresql_using="gin"
        )


def downgrade() -> None:
    op.execute("DROP TABLE article_index")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_delivery_id"))

    op.drop_table("attempts")
    with op.batch_alter_table("vendor_updates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vendor_updates_escalation_id"))

    op.drop_table("vendor_updates")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_ticket_id")

    op.drop_table("deliveries")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index("ix_attachments_ticket_id")

    op.drop_table("attachments")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_ticket_id")
        batch_op.drop_index(
            "ix_messages_rfc_message_id",
            sqlite_where=sa.text("rfc_message_id IS NOT NULL"),
            postgresql_where=sa.text("rfc_message_id IS NOT NULL"),
        )

    op.drop_table("messages")
    with op.batch_alter_table("ticket_events", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_events_ticket_id")

    op.drop_table("ticket_events")
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestions_ticket_id")

    op.drop_table("suggestions")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index("ix_submissions_ticket_id")

    op.drop_table("submissions")
    op.drop_table("participants")
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalations_vendor_id"))
        batch_op.drop_index("ix_escalations_ticket_id")

    op.drop_table("escalations")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_status_changed")
        batch_op.drop_index("ix_tickets_requester_created")
        batch_op.drop_index(
            "ix_tickets_assignee_changed",
            sqlite_where=sa.text("assignee_id IS NOT NULL"),
            postgresql_where=sa.text("assignee_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_tickets_address_created")

    op.drop_table("tickets")
    with op.batch_alter_table("requester_addresses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requester_addresses_requester_id"))

    op.drop_table("requester_addresses")
    op.drop_table("forms")
    op.drop_table("articles")
    with op.batch_alter_table("agent_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_agent_sessions_agent_id")

    op.drop_table("agent_sessions")
    op.drop_table("vendors")
    op.drop_table("sites")
    op.drop_table("settings")
    op.drop_table("requesters")
    op.drop_table("mailboxes")
    op.drop_table("leadership")
    with op.batch_alter_table("effects", schema=None) as batch_op:
        batch_op.drop_index("ix_effects_subject")
        batch_op.drop_index(
            "ix_effects_claim",
            sqlite_where=sa.text("state <> 'done'"),
            postgresql_where=sa.text("state <> 'done'"),
        )

    op.drop_table("effects")
    with op.batch_alter_table("arrivals", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_arrivals_quarantined",
            sqlite_where=sa.text("outcome = 'quarantined'"),
            postgresql_where=sa.text("outcome = 'quarantined'"),
        )

    op.drop_table("arrivals")
    op.drop_table("api_tokens")
    op.drop_table("agents")
