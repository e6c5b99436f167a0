"""The tables, and the rules that the database itself keeps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import db
from ..support.columns import (
    NUMBERED,
    Choices,
    Id,
    Json,
    UTCDateTime,
    choice_of,
    utcnow,
)


class Author(db.Model):
    __tablename__ = "author"
    __table_args__ = (
        # For the default order.
        Index("author_order_idx", "name", "id"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    homepage: Mapped[str] = mapped_column(String(200), default="")
    born: Mapped[dt.date | None] = mapped_column(Date, index=True)

    books: Mapped[list[Book]] = relationship(
        secondary="book_authors",
        back_populates="authors",
        passive_deletes=True,
    )
    loans: Mapped[list[Loan]] = relationship(
        back_populates="borrower", passive_deletes="all"
    )

    def __str__(self) -> str:
        return self.name


class BookBinding(Choices):
    HARDCOVER = "hardcover", "Hardcover"
    PAPERBACK = "paperback", "Paperback"
    E_BOOK = "e-book", "E-book"


book_authors = Table(
    "book_authors",
    db.metadata,
    Column("book_id", ForeignKey("book.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "author_id",
        ForeignKey("author.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Book(db.Model):
    __tablename__ = "book"
    __table_args__ = (
        UniqueConstraint("title", "binding", name="book_title_binding_unique"),
        CheckConstraint('"price" >= 0.00', name="book_price_min"),
        CheckConstraint('"pages" >= 1', name="book_pages_min"),
        CheckConstraint('"pages" <= 9999', name="book_pages_max"),
        CheckConstraint('"weight" >= 0.0', name="book_weight_min"),
        # For the default order, which reads it backwards.
        Index("book_order_idx", "created_at", "id"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(50), unique=True)
    sequel_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("book.id", ondelete="SET NULL"),
        index=True,
    )
    blurb: Mapped[str] = mapped_column(Text, default="")
    price: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    pages: Mapped[int] = mapped_column(Integer)
    copies_sold: Mapped[int] = mapped_column(BigInteger, default=0)
    weight: Mapped[float | None] = mapped_column(Double)
    binding: Mapped[BookBinding] = mapped_column(
        choice_of(BookBinding, "book_binding_choice", 50), default=BookBinding.PAPERBACK
    )
    in_print: Mapped[bool] = mapped_column(Boolean, default=True)
    details: Mapped[Any | None] = mapped_column(Json)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    updated_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, onupdate=utcnow
    )

    authors: Mapped[list[Author]] = relationship(
        secondary=book_authors,
        back_populates="books",
        order_by="Author.name, Author.id",
        passive_deletes=True,
        info={"ids": "author_ids"},
    )
    # Two rows may refer to each other: a second UPDATE lets both be stored, or deleted.
    sequel_to: Mapped[Book | None] = relationship(
        remote_side=id, back_populates="books", post_update=True
    )
    books: Mapped[list[Book]] = relationship(back_populates="sequel_to", viewonly=True)
    loan: Mapped[Loan | None] = relationship(
        back_populates="book", passive_deletes="all"
    )

    @property
    def author_ids(self) -> list[int]:
        return sorted(row.id for row in self.authors)

    def __str__(self) -> str:
        return self.title


class Loan(db.Model):
    __tablename__ = "loan"
    __table_args__ = NUMBERED

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    book_id: Mapped[int] = mapped_column(
        ForeignKey("book.id", ondelete="CASCADE"),
        unique=True,
    )
    receipt: Mapped[UUID] = mapped_column(Uuid, unique=True)
    borrower_id: Mapped[int] = mapped_column(
        ForeignKey("author.id", ondelete="RESTRICT"),
        index=True,
    )
    lent_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ring_after: Mapped[dt.time | None] = mapped_column(Time)

    book: Mapped[Book] = relationship(back_populates="loan")
    borrower: Mapped[Author] = relationship(back_populates="loans")

    def __str__(self) -> str:
        return f"Loan {self.id}"
