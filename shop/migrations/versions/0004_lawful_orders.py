"""What an order must remember: its summary, delivery, discount, VAT by line, and the sums of its money."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


# Orders from before this revision have no summary; the column must hold one from now on.
_BEFORE = "0" * 64
_CHECKS = {
    "total": "total = goods_total - discount_total + delivery_cost",
    "discount_total": "discount_total BETWEEN 0 AND goods_total",
    "summary_hash": "length(summary_hash) = 64",
    "refunded_total": "refunded_total BETWEEN 0 AND paid_total",
}
_OLD_TOTAL = "total = goods_total + delivery_cost"
_ATTEMPT = "uq_payment_link_order_id_attempt"
_LINK_STATE = "state IN ('open', 'paid', 'expired', 'failed')"


def upgrade() -> None:
    """Forward."""
    op.add_column("cart", sa.Column("discount_code", sa.String(length=40), nullable=True))
    op.add_column("product", sa.Column("vat_class", sa.String(length=20), server_default="standard", nullable=False))
    op.add_column("order_item", sa.Column("discount", sa.Integer(), server_default="0", nullable=False))
    op.add_column("order_item", sa.Column("vat_rate", sa.Integer(), server_default="1900", nullable=False))
    op.add_column("order_item", sa.Column("vat", sa.Integer(), server_default="0", nullable=False))
    op.add_column("payment_event", sa.Column("kind", sa.String(length=20), server_default="paid", nullable=False))
    for added in _ORDER_COLUMNS:
        op.add_column("orders", added.copy())
    for added in _LINK_COLUMNS:
        op.add_column("payment_link", added.copy())
    _fill_in()
    _new_checks("orders", drop=("total",), create=_CHECKS)
    with op.batch_alter_table("orders") as batch:
        # No order may come without them from now on.
        batch.alter_column("summary_hash", existing_type=sa.String(length=64), server_default=None)
        batch.alter_column("terms_version", existing_type=sa.String(length=40), server_default=None)
    _new_checks("payment_link", create={"state": _LINK_STATE})
    with op.batch_alter_table("payment_link") as batch:
        batch.create_unique_constraint(_ATTEMPT, ["order_id", "attempt"])
    op.create_index("ix_payment_link_provider_reference", "payment_link", ["provider", "reference"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_payment_link_provider_reference", "payment_link")
    with op.batch_alter_table("payment_link") as batch:
        batch.drop_constraint(_ATTEMPT, type_="unique")
    _new_checks("payment_link", drop=("state",), columns=_LINK_COLUMNS)
    _new_checks("orders", drop=tuple(_CHECKS), create={"total": _OLD_TOTAL}, columns=_ORDER_COLUMNS)
    op.drop_column("payment_event", "kind")
    for name in ("vat", "vat_rate", "discount"):
        op.drop_column("order_item", name)
    op.drop_column("product", "vat_class")
    op.drop_column("cart", "discount_code")


_ORDER_COLUMNS = (
    sa.Column("discount_code", sa.String(length=40), nullable=True),
    sa.Column("discount_total", sa.Integer(), server_default="0", nullable=False),
    sa.Column("country", sa.String(length=2), server_default="DE", nullable=False),
    sa.Column("delivery_method", sa.String(length=40), server_default="standard", nullable=False),
    sa.Column("delivery_earliest", sa.Date(), nullable=True),
    sa.Column("delivery_latest", sa.Date(), nullable=True),
    sa.Column("summary_hash", sa.String(length=64), server_default=_BEFORE, nullable=False),
    sa.Column("terms_version", sa.String(length=40), server_default="", nullable=False),
    sa.Column("channel", sa.String(length=40), nullable=True),
    sa.Column("packed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("carrier", sa.String(length=40), nullable=True),
    sa.Column("tracking_url", sa.Text(), nullable=True),
    sa.Column("paid_total", sa.Integer(), server_default="0", nullable=False),
    sa.Column("refunded_total", sa.Integer(), server_default="0", nullable=False),
)
_LINK_COLUMNS = (
    sa.Column("attempt", sa.Integer(), server_default="1", nullable=False),
    sa.Column("reference", sa.String(length=255), nullable=True),
    sa.Column("state", sa.String(length=20), server_default="open", nullable=False),
    sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
)


def _fill_in() -> None:
    """Number the attempts of old orders, and book what was paid as the payment that it was."""
    op.execute(
        "UPDATE payment_link SET attempt = (SELECT COUNT(*) FROM payment_link AS earlier "
        "WHERE earlier.order_id = payment_link.order_id AND earlier.id <= payment_link.id)"
    )
    op.execute("UPDATE payment_link SET state = 'paid' WHERE used_at IS NOT NULL")
    op.execute(
        "INSERT INTO payment (order_id, provider, reference, amount, currency, refunded, received_at) "
        "SELECT order_id, provider, event_id, amount, currency, 0, received_at FROM payment_event"
    )
    op.execute(
        "UPDATE orders SET paid_total = "
        "(SELECT COALESCE(SUM(payment.amount), 0) FROM payment WHERE payment.order_id = orders.id)"
    )


def _new_checks(
    table: str,
    drop: tuple[str, ...] = (),
    create: Mapping[str, str] = MappingProxyType({}),
    columns: tuple[sa.Column, ...] = (),
) -> None:
    """Change check constraints, and drop columns with them. SQLite builds the table anew for it."""
    with op.batch_alter_table(table) as batch:
        for name in drop:
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        for name, text in create.items():
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), text)
        for dropped in columns:
            batch.drop_column(dropped.name)
