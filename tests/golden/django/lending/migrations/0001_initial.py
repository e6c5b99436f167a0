from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("email", models.EmailField(max_length=254, blank=True)),
                ("homepage", models.URLField(max_length=200, blank=True)),
                ("born", models.DateField(null=True, blank=True)),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [
                    models.Index(fields=["name", "id"], name="author_order_idx"),
                    models.Index(fields=["born"], name="author_born_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Book",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=50, unique=True)),
                (
                    "authors",
                    models.ManyToManyField(
                        to="lending.author", blank=True, related_name="books"
                    ),
                ),
                (
                    "sequel_to",
                    models.ForeignKey(
                        to="lending.book",
                        on_delete=models.SET_NULL,
                        null=True,
                        blank=True,
                        related_name="books",
                    ),
                ),
                ("blurb", models.TextField(max_length=100000, blank=True)),
                (
                    "price",
                    models.DecimalField(
                        max_digits=8,
                        decimal_places=2,
                        validators=[MinValueValidator(Decimal("0.00"))],
                    ),
                ),
                (
                    "pages",
                    models.IntegerField(
                        validators=[MinValueValidator(1), MaxValueValidator(9999)]
                    ),
                ),
                ("copies_sold", models.BigIntegerField(default=0)),
                (
                    "weight",
                    models.FloatField(
                        null=True,
                        blank=True,
                        validators=[MinValueValidator(0.0), MaxValueValidator(1e300)],
                    ),
                ),
                (
                    "binding",
                    models.CharField(
                        max_length=50,
                        choices=[
                            ("hardcover", "Hardcover"),
                            ("paperback", "Paperback"),
                            ("e-book", "E-book"),
                        ],
                        default="paperback",
                    ),
                ),
                ("in_print", models.BooleanField(default=True)),
                ("details", models.JSONField(null=True, blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="book_order_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(price__gte=Decimal("0.00")),
                        name="book_price_min",
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
                        condition=models.Q(
                            binding__in=["hardcover", "paperback", "e-book"]
                        ),
                        name="book_binding_choice",
                    ),
                    models.UniqueConstraint(
                        fields=["title", "binding"], name="book_title_binding_unique"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "book",
                    models.OneToOneField(
                        to="lending.book", on_delete=models.CASCADE, related_name="loan"
                    ),
                ),
                ("receipt", models.UUIDField(unique=True)),
                (
                    "borrower",
                    models.ForeignKey(
                        to="lending.author",
                        on_delete=models.RESTRICT,
                        related_name="loans",
                    ),
                ),
                ("lent_at", models.DateTimeField()),
                ("ring_after", models.TimeField(null=True, blank=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
    ]
