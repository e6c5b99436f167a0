"""The tables of this app, with every bound that the database itself keeps.

Floats end at ±1e300: PostgreSQL fails on a sum beyond 1.8e308.
RESTRICT, unlike PROTECT, lets a row be deleted that only refers to itself.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from support import fields
from support.keyset import Ids

from .managers import AuthorQuerySet, BookQuerySet, LoanQuerySet


class Author(models.Model):
    name = models.CharField(max_length=80, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    homepage = fields.URLField(max_length=200, blank=True)
    born = models.DateField(null=True, blank=True)

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["name", "id"], name="author_order_idx"),
            models.Index(fields=["born"], name="author_born_idx"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("lending:author_detail", args=[self.pk])


class Book(models.Model):
    class Binding(models.TextChoices):
        HARDCOVER = "hardcover"
        PAPERBACK = "paperback"
        E_BOOK = "e-book", "E-book"

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=50, unique=True)
    authors = models.ManyToManyField(Author, blank=True, related_name="books")
    sequel_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="books"
    )
    blurb = models.TextField(max_length=100000, blank=True)
    price = models.DecimalField(
        max_digits=8, decimal_places=2, validators=[MinValueValidator(Decimal("0.00"))]
    )
    pages = models.IntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(9999)]
    )
    copies_sold = models.BigIntegerField(default=0)
    weight = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(1e300)],
    )
    binding = models.CharField(
        max_length=50, choices=Binding, default=Binding.PAPERBACK
    )
    in_print = models.BooleanField(default=True)
    details = fields.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    author_ids = Ids("authors")

    objects = BookQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="book_order_idx"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gte=Decimal("0.00")), name="book_price_min"
            ),
            models.CheckConstraint(
                condition=models.Q(pages__gte=1), name="book_pages_min"
            ),
            models.CheckConstraint(
                condition=models.Q(pages__lte=9999), name="book_pages_max"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=0.0), name="book_weight_min"
            ),
            models.CheckConstraint(
                condition=models.Q(binding__in=["hardcover", "paperback", "e-book"]),
                name="book_binding_choice",
            ),
            models.UniqueConstraint(
                fields=["title", "binding"], name="book_title_binding_unique"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("lending:book_detail", args=[self.pk])


class Loan(models.Model):
    book = models.OneToOneField(Book, on_delete=models.CASCADE, related_name="loan")
    receipt = models.UUIDField(unique=True)
    borrower = models.ForeignKey(
        Author, on_delete=models.RESTRICT, related_name="loans"
    )
    lent_at = models.DateTimeField()
    ring_after = models.TimeField(null=True, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"Loan {self.pk}"

    def get_absolute_url(self):
        return reverse("lending:loan_detail", args=[self.pk])
