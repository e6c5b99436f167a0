"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column of exactly this type.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "accounts_user",
        sa.Column("id", Id, primary_key=True),
        sa.Column("username", sa.String(length=150), nullable=False),
        sa.Column("username_key", sa.String(length=450), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=128), nullable=False),
        sa.Column("is_editor", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint(
            "username_key", name=op.f("uq_accounts_user__username_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "accounts_login",
        sa.Column("key", sa.String(length=43), primary_key=True),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["accounts_user.id"],
            ondelete="CASCADE",
            name=op.f("fk_accounts_login__user_id"),
        ),
    )
    op.create_index(op.f("ix_accounts_login__user_id"), "accounts_login", ["user_id"])
    op.create_table(
        "author",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("homepage", sa.String(length=200), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.UniqueConstraint("name", name=op.f("uq_author__name")),
        sqlite_autoincrement=True,
    )
    op.create_index("author_order_idx", "author", ["name", "id"])
    op.create_index(op.f("ix_author__born"), "author", ["born"])
    op.create_table(
        "book",
        sa.Column("id", Id, primary_key=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=50), nullable=False),
        sa.Column("sequel_to_id", Id, nullable=True),
        sa.Column("blurb", sa.Text(), nullable=False),
        sa.Column("price", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("copies_sold", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column(
            "binding",
            sa.Enum(
                "hardcover",
                "paperback",
                "e-book",
                name="book_binding_choice",
                native_enum=False,
                create_constraint=True,
                length=50,
            ),
            nullable=False,
        ),
        sa.Column("in_print", sa.Boolean(), nullable=False),
        sa.Column(
            "details",
            sa.Text().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequel_to_id"],
            ["book.id"],
            ondelete="SET NULL",
            name=op.f("fk_book__sequel_to_id"),
        ),
        sa.UniqueConstraint("slug", name=op.f("uq_book__slug")),
        sa.UniqueConstraint("title", "binding", name="book_title_binding_unique"),
        sa.CheckConstraint('"price" >= 0.00', name="book_price_min"),
        sa.CheckConstraint('"pages" >= 1', name="book_pages_min"),
        sa.CheckConstraint('"pages" <= 9999', name="book_pages_max"),
        sa.CheckConstraint('"weight" >= 0.0', name="book_weight_min"),
        sqlite_autoincrement=True,
    )
    op.create_index("book_order_idx", "book", ["created_at", "id"])
    op.create_index(op.f("ix_book__sequel_to_id"), "book", ["sequel_to_id"])
    op.create_table(
        "loan",
        sa.Column("id", Id, primary_key=True),
        sa.Column("book_id", Id, nullable=False),
        sa.Column("receipt", sa.Uuid(), nullable=False),
        sa.Column("borrower_id", Id, nullable=False),
        sa.Column("lent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ring_after", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["book_id"], ["book.id"], ondelete="CASCADE", name=op.f("fk_loan__book_id")
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"],
            ["author.id"],
            ondelete="RESTRICT",
            name=op.f("fk_loan__borrower_id"),
        ),
        sa.UniqueConstraint("book_id", name=op.f("uq_loan__book_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_loan__receipt")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_loan__borrower_id"), "loan", ["borrower_id"])
    op.create_table(
        "book_authors",
        sa.Column("book_id", Id, primary_key=True),
        sa.Column("author_id", Id, primary_key=True),
        sa.ForeignKeyConstraint(
            ["book_id"],
            ["book.id"],
            ondelete="CASCADE",
            name=op.f("fk_book_authors__book_id"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["author.id"],
            ondelete="CASCADE",
            name=op.f("fk_book_authors__author_id"),
        ),
    )
    op.create_index(op.f("ix_book_authors__author_id"), "book_authors", ["author_id"])


def downgrade():
    op.drop_table("book_authors")
    op.drop_table("loan")
    op.drop_table("book")
    op.drop_table("author")
    op.drop_table("accounts_login")
    op.drop_table("accounts_user")
