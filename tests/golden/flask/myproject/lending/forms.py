"""The forms of pages and admin. Their bounds are those of the tables."""

from decimal import Decimal

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    FloatField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.validators import InputRequired, Optional

from ..forms import MaxLength, TextRequired, no_nul, strip
from .fields import (
    CLOCK,
    ChoiceField,
    Digits,
    JSONField,
    OfType,
    Range,
    RecordForm,
    RelationField,
    RelationsField,
    UTCDateTimeField,
    UUIDField,
    is_slug,
)
from .models import BOOK_BINDING, Author, Book, Loan
from .types import Email, Url


class AuthorForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Author
        title = "Author"
        unique = (("name",),)

    name = StringField("Name", [TextRequired(), MaxLength(80), no_nul], filters=[strip])
    email = EmailField(
        "Email",
        [OfType(Email, "Enter a valid email address."), MaxLength(254), no_nul],
        filters=[strip],
    )
    homepage = URLField(
        "Homepage",
        [OfType(Url, "Enter a valid URL."), MaxLength(200), no_nul],
        filters=[strip],
    )
    born = DateField("Born", [Optional()])


class BookForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Book
        title = "Book"
        unique = (("slug",), ("title", "binding"))

    title = StringField(
        "Title", [TextRequired(), MaxLength(200), no_nul], filters=[strip]
    )
    slug = StringField(
        "Slug", [TextRequired(), is_slug, MaxLength(50), no_nul], filters=[strip]
    )
    authors = RelationsField("Authors", target=Author)
    sequel_to = RelationField("Sequel to", target=Book)
    blurb = TextAreaField("Blurb", [MaxLength(100000), no_nul], filters=[strip])
    price = DecimalField(
        "Price",
        [InputRequired(), Digits(8, 2), Range(least=Decimal("0.00"))],
        places=2,
        render_kw={"step": "0.01", "min": "0.00"},
    )
    pages = IntegerField(
        "Pages",
        [InputRequired(), Range(least=1, most=9999)],
        render_kw={"min": "1", "max": "9999"},
    )
    copies_sold = IntegerField(
        "Copies sold",
        [InputRequired(), Range(least=-(2**63), most=2**63 - 1)],
        default=0,
    )
    weight = FloatField(
        "Weight", [Optional(), Range(least=0.0, most=1e300)], render_kw={"min": "0.0"}
    )
    binding = ChoiceField(
        "Binding", [InputRequired()], choices=BOOK_BINDING, default="paperback"
    )
    in_print = BooleanField("In print", default=True)
    details = JSONField("Details", [Optional()], description="A JSON value.")


class LoanForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Loan
        title = "Loan"
        unique = (("book",), ("receipt",))

    book = RelationField("Book", [InputRequired()], target=Book)
    receipt = UUIDField("Receipt", [InputRequired()])
    borrower = RelationField("Borrower", [InputRequired()], target=Author)
    lent_at = UTCDateTimeField(
        "Lent at", [InputRequired()], description="In UTC.", render_kw={"step": "1"}
    )
    ring_after = TimeField(
        "Ring after", [Optional()], format=CLOCK, render_kw={"step": "1"}
    )
