"""Words for sample rows, by what a model and a field are called."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from scaffold.spec import inflection
from scaffold.spec.fields import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    sentences: tuple[str, ...]
    colours: tuple[str, ...]


def _list(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


COMMON = Common(
    sentences=(
        "It arrived a day early and works as promised.",
        "Made from recycled material where that lasts.",
        "The first batch sold out within a week.",
        "Please check the measurements before you order.",
        "We tried three versions and kept the simplest.",
        "It needs no tools and little space.",
        "The colour is a little darker than in the picture.",
        "Ask us when something is not clear.",
        "Tested by our own team for half a year.",
        "Spare parts stay available for ten years.",
        "The manual is short and honest.",
        "Nothing about it is complicated.",
    ),
    colours=_list("red, orange, yellow, green, blue, violet, white, black"),
)

FIRST_NAMES = _list(
    "Ada, Amir, Beatriz, Chen, Dmitri, Elena, Farah, Goran, Hana, Ibrahim, Jonas,"
    "Keiko, Lena, Mateo, Nadia, Omar, Priya, Quentin, Rosa, Sven, Tomás, Uma,"
    "Viktor, Wanjiru, Yara, Zoë"
)
LAST_NAMES = _list(
    "Abara, Bianchi, Costa, Dubois, Eriksen, Fischer, García, Hoffmann, Ivanova,"
    "Jensen, Kowalski, Lindgren, Moreau, Nakamura, Okafor, Petrov, Quinn, Rossi,"
    "Santos, Tanaka, Usman, Varga, Weber, Yilmaz, Zhang, Ålund"
)
GOODS = _list(
    "Oak desk, Reading lamp, Canvas bag, Steel bottle, Wool blanket, Travel mug,"
    "Paper notebook, Fountain pen, Wall clock, Bread knife, Coffee grinder,"
    "Garden chair, Linen towel, Bicycle pump, Tea kettle, Cast-iron pan,"
    "Wooden stool, Rain jacket, Desk organiser, Picture frame, Spice rack,"
    "Alarm clock, Hiking backpack, Cutting board, Plant pot, Chess set"
)
CATEGORIES = _list(
    "Furniture, Lighting, Kitchen, Stationery, Textiles, Outdoor, Garden, Travel,"
    "Tools, Toys, Books, Music, Sports, Office, Bathroom, Storage, Decoration,"
    "Electronics, Cycling, Baking, Camping, Crafts, Games, Pets, Health, Seasonal"
)
TAGS = _list(
    "new, sale, handmade, recycled, bestseller, gift, limited, vegan, organic,"
    "waterproof, compact, classic, wooden, metal, summer, winter, kids, premium,"
    "refurbished, local, fragile, portable, washable, quiet, vintage, seasonal"
)
COMPANIES = _list(
    "Northwind Works, Blue Harbour, Alder & Sons, Brightline, Cedar Supply,"
    "Delta Freight, Evergreen Foods, Fairway Labs, Granite Build, Hollow Oak,"
    "Ironbridge, Juniper Textiles, Kestrel Air, Lakeside Print, Meridian Tools,"
    "Norden Glass, Orchard House, Pine Street, Quarry Stone, Riverbend,"
    "Stillwater, Thornfield, Union Mill, Vale Ceramics, Westgate, Yellow Door"
)
CITIES = _list(
    "Aarhus, Bologna, Cork, Dresden, Évora, Fukuoka, Ghent, Haifa, Izmir, Jaipur,"
    "Kraków, Lyon, Malmö, Nairobi, Oaxaca, Porto, Quito, Riga, Seville, Tartu,"
    "Uppsala, Valencia, Wellington, Yerevan, Zagreb, Bergen"
)
COUNTRIES = _list(
    "Argentina, Belgium, Canada, Denmark, Estonia, France, Ghana, Hungary, India,"
    "Japan, Kenya, Latvia, Mexico, Norway, Oman, Portugal, Qatar, Romania, Spain,"
    "Türkiye, Uruguay, Vietnam, Zambia, Austria, Brazil, Chile"
)
STREETS = tuple(
    f"{n} {street}"
    for n, street in enumerate(
        _list(
            "Mill Lane, Station Road, High Street, Park Avenue, Church Hill,"
            "River Walk, Elm Street, Castle Way, Market Square, Garden Close,"
            "Bridge Street, Hill View, Harbour Road, Orchard Drive, School Lane,"
            "Forest Path, King Street, Meadow Rise, North Parade, Canal Side,"
            "Abbey Road, Cherry Walk, Dock Street, Field Lane, Grove Road, Quay Street"
        ),
        3,
    )
)
SKILLS = _list(
    "Accounting, Bookkeeping, Carpentry, Data analysis, Editing, First aid,"
    "Graphic design, Hiring, Illustration, Journalism, Key accounts, Logistics,"
    "Marketing, Negotiation, Operations, Photography, Quality control, Research,"
    "Sales, Teaching, Usability, Video, Welding, Writing, Planning, Translation"
)
DEPARTMENTS = _list(
    "Sales, Marketing, Finance, Research, Support, Logistics, Purchasing, Legal,"
    "Design, Engineering, Operations, Security, Quality, Training, Press, Facilities"
)
SUBJECTS = _list(
    "Parcel did not arrive, Wrong colour delivered, Cannot log in, Invoice missing,"
    "Question about sizes, Return not refunded, Voucher rejected, Change my address,"
    "Order placed twice, Broken on arrival, How to clean it, Where is my refund,"
    "Delivery on Saturday, Card was declined, Missing part, Newsletter twice,"
    "Spare parts, Warranty claim, Gift wrapping, Bulk discount, Price has changed,"
    "Manual in Spanish, Pick up in store, Cancel my order"
)
TITLES = _list(
    "A quiet start, What we learned, The long way round, Notes from the field,"
    "Before the first release, Small steps, Open questions, A better map,"
    "Behind the counter, Second thoughts, The missing piece, On the road,"
    "Plain answers, Winter plans, The new workshop, Common mistakes, Fresh paint,"
    "Late arrivals, House rules, Good company, Spring cleaning, Lost and found,"
    "A second look, The view from here"
)
NAMES = tuple(
    f"{first} {last}"
    for first, last in zip(FIRST_NAMES, LAST_NAMES[7:] + LAST_NAMES[:7], strict=True)
)
CODES = tuple(
    f"{letters}-{n:04d}"
    for n, letters in enumerate(("".join(p) for p in product("ABC", "DEF", "GHK")), 101)
)
PHONES = tuple(f"+1 202 555 01{n:02d}" for n in range(10, 40))
POSTCODES = tuple(f"{n * 3_571 % 90_000 + 10_000}" for n in range(1, 27))
THINGS = _list(
    "Amber, Birch, Cobalt, Dune, Ember, Fern, Granite, Harbor, Indigo, Juniper,"
    "Kestrel, Lagoon, Maple, Nimbus, Opal, Pebble, Quartz, Raven, Saffron, Tundra,"
    "Umber, Velvet, Willow, Yarrow, Zephyr, Aurora"
)

#: A word in the field's name, then in the model's name, decides the list.
_BY_FIELD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("first_name", FIRST_NAMES),
    ("given_name", FIRST_NAMES),
    ("nickname", FIRST_NAMES),
    ("last_name", LAST_NAMES),
    ("surname", LAST_NAMES),
    ("family_name", LAST_NAMES),
    ("company", COMPANIES),
    ("brand", COMPANIES),
    ("street", STREETS),
    ("address", STREETS),
    ("postcode", POSTCODES),
    ("zip", POSTCODES),
    ("city", CITIES),
    ("country", COUNTRIES),
    ("phone", PHONES),
    ("colour", COMMON.colours),
    ("color", COMMON.colours),
    ("tag", TAGS),
    ("subject", SUBJECTS),
    ("headline", TITLES),
    ("author", NAMES),
    ("sku", CODES),
    ("code", CODES),
    ("number", CODES),
    ("reference", CODES),
    ("email", NAMES),
    ("contact", NAMES),
)
_BY_MODEL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("category", CATEGORIES),
    ("genre", CATEGORIES),
    ("topic", CATEGORIES),
    ("tag", TAGS),
    ("label", TAGS),
    ("product", GOODS),
    ("item", GOODS),
    ("article", TITLES),
    ("post", TITLES),
    ("book", TITLES),
    ("document", TITLES),
    ("page", TITLES),
    ("customer", NAMES),
    ("person", NAMES),
    ("author", NAMES),
    ("employee", NAMES),
    ("member", NAMES),
    ("contact", NAMES),
    ("student", NAMES),
    ("patient", NAMES),
    ("company", COMPANIES),
    ("supplier", COMPANIES),
    ("brand", COMPANIES),
    ("carrier", COMPANIES),
    ("publisher", COMPANIES),
    ("city", CITIES),
    ("region", CITIES),
    ("warehouse", CITIES),
    ("country", COUNTRIES),
    ("skill", SKILLS),
    ("department", DEPARTMENTS),
    ("ticket", SUBJECTS),
)


def words_for(model: str, field: Field) -> tuple[str, ...]:
    """The list that suits a text field; ``THINGS`` when nothing is known."""
    for word, words in _BY_FIELD:
        if word in field.name:
            return words
    parts = inflection.snake(model).split("_")
    for word, words in _BY_MODEL:
        if word in parts:
            return words
    return TITLES if "title" in field.name else THINGS
