"""The forms of the pages. Their bounds are those of the tables."""

from decimal import Decimal

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    FloatField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)
from wtforms.widgets import NumberInput

from ..support.fields import (
    CLOCK,
    SECONDS,
    SLUG,
    ChoiceField,
    Digits,
    IntegerField,
    JSONField,
    OfType,
    PostedForm,
    RowField,
    RowsField,
    UTCDateTimeField,
    UUIDField,
    clean,
)
from ..support.types import Email, Url
from . import queries
from .models import BookBinding


class AuthorForm(PostedForm):
    name = StringField("Name", [DataRequired(), Length(max=80)], filters=[clean])
    email = EmailField(
        "Email",
        [Optional(), Length(max=254), OfType(Email, "Invalid email address.")],
        filters=[clean],
    )
    homepage = URLField(
        "Homepage",
        [Optional(), Length(max=200), OfType(Url, "Invalid URL.")],
        filters=[clean],
    )
    born = DateField("Born", [Optional()])


class BookForm(PostedForm):
    title = StringField("Title", [DataRequired(), Length(max=200)], filters=[clean])
    slug = StringField(
        "Slug",
        [
            DataRequired(),
            Length(max=50),
            Regexp(SLUG, message="Letters, digits, - and _ only."),
        ],
        filters=[clean],
    )
    authors = RowsField("Authors", rows=queries.AUTHORS)
    sequel_to = RowField("Sequel to", rows=queries.BOOKS)
    blurb = TextAreaField("Blurb", [Optional(), Length(max=100000)], filters=[clean])
    price = DecimalField(
        "Price",
        [InputRequired(), Digits(8, 2), NumberRange(min=Decimal("0.00"))],
        places=2,
        widget=NumberInput("0.01"),
    )
    pages = IntegerField("Pages", [InputRequired(), NumberRange(min=1, max=9999)])
    copies_sold = IntegerField(
        "Copies sold",
        [InputRequired(), NumberRange(min=-(2**63), max=2**63 - 1)],
        default=0,
    )
    weight = FloatField(
        "Weight",
        [Optional(), NumberRange(min=0.0, max=1e300)],
        widget=NumberInput("any"),
    )
    binding = ChoiceField(
        "Binding", [InputRequired()], of=BookBinding, default=BookBinding.PAPERBACK
    )
    in_print = BooleanField("In print", default=True)
    details = JSONField("Details", [Optional()], description="A JSON value.")


class LoanForm(PostedForm):
    book = RowField("Book", [InputRequired()], rows=queries.BOOKS)
    receipt = UUIDField("Receipt", [InputRequired()])
    borrower = RowField("Borrower", [InputRequired()], rows=queries.AUTHORS)
    lent_at = UTCDateTimeField(
        "Lent at", [InputRequired()], description="In UTC.", render_kw=SECONDS
    )
    ring_after = TimeField("Ring after", [Optional()], format=CLOCK, render_kw=SECONDS)
