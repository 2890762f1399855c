"""which fields a form's submissions had, and which the latest lacks; submissions found by form

Revision: 0009, after 0006
"""

import sqlalchemy as sa
from alembic import op

from bridge.store.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("learned", "missing"):
        op.add_column(
            "forms", sa.Column(name, sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )
    op.add_column("forms", sa.Column("missing_since", UtcDateTime(timezone=True), nullable=True))
    op.create_index("ix_submissions_form_id_id", "submissions", ["form_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_submissions_form_id_id", "submissions")
    for name in ("missing_since", "missing", "learned"):
        op.drop_column("forms", name)
