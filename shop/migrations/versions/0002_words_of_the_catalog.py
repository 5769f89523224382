"""Words that the catalog teaches, and the merchant's names of options."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "catalog_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=130), nullable=False),
        sa.Column("word", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_word")),
        sa.UniqueConstraint("entity", "value", "word", name=op.f("uq_catalog_word_entity_value_word")),
    )
    version = op.create_table(
        "catalog_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_version")),
    )
    op.bulk_insert(version, [{"id": 1, "number": 0}])
    op.add_column("product", sa.Column("size_label", sa.String(length=40), nullable=True))
    op.add_column("product", sa.Column("color_label", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Back."""
    # No batch: SQLite would rebuild the table, and its variants hang on it.
    op.drop_column("product", "color_label")
    op.drop_column("product", "size_label")
    op.drop_table("catalog_version")
    op.drop_table("catalog_word")
