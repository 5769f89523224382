"""What messengers need: contacts, inbox, shown products, payloads, photos, entry links; pictures of goods."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Forward."""
    op.add_column("product", sa.Column("pictures", sa.JSON(), nullable=True))
    op.add_column("product", sa.Column("link", sa.String(length=500), nullable=True))
    op.create_table(
        "contact",
        sa.Column("sender", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("last_heard_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sender", name="pk_contact"),
        sa.UniqueConstraint("channel", "address", name="uq_contact_channel_address"),
    )
    op.create_index("ix_contact_channel_phone", "contact", ["channel", "phone"])
    op.create_table(
        "inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("sender", sa.String(length=255), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("handled_at", _MOMENT, nullable=True),
        sa.Column("taken_until", _MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbound"),
        sa.UniqueConstraint("channel", "message_id", name="uq_inbound_channel_message_id"),
    )
    op.create_index("ix_inbound_sender", "inbound", ["sender"])
    op.create_index("ix_inbound_open", "inbound", ["handled_at", "received_at"])
    op.create_table(
        "shown_product",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("sender", sa.String(length=255), nullable=False),
        sa.Column("product", sa.String(length=200), nullable=False),
        sa.Column("shown_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_id", name="pk_shown_product"),
    )
    op.create_index("ix_shown_product_sender", "shown_product", ["sender"])
    op.create_table(
        "kept_payload",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.String(length=255), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_kept_payload"),
    )
    op.create_index("ix_kept_payload_sender", "kept_payload", ["sender"])
    op.create_table(
        "photo",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.String(length=255), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], ondelete="SET NULL", name="fk_photo_ticket_id_ticket"),
        sa.PrimaryKeyConstraint("key", name="pk_photo"),
    )
    op.create_index("ix_photo_sender", "photo", ["sender"])
    op.create_index("ix_photo_received_at", "photo", ["received_at"])
    op.create_table(
        "entry_link",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("campaign", sa.String(length=80), server_default="", nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], ondelete="SET NULL", name="fk_entry_link_product_id_product"
        ),
        sa.PrimaryKeyConstraint("code", name="pk_entry_link"),
    )
    op.create_index("ix_entry_link_product_id", "entry_link", ["product_id"])
    op.create_table(
        "entry_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.String(length=255), nullable=False),
        sa.Column("visited_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["entry_link.code"], ondelete="CASCADE", name="fk_entry_visit_code_entry_link"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entry_visit"),
    )
    op.create_index("ix_entry_visit_code", "entry_visit", ["code"])
    op.create_index("ix_entry_visit_sender", "entry_visit", ["sender"])


def downgrade() -> None:
    """Back."""
    for table in ("entry_visit", "entry_link", "photo", "kept_payload", "shown_product", "inbound", "contact"):
        op.drop_table(table)
    # Not in a batch, which would build the table anew and take the variants along with the old one.
    op.drop_column("product", "link")
    op.drop_column("product", "pictures")
