"""What other tools call our types, modifiers and keys: each word answered with ours.

Words are compared without case and without what is no letter or digit, types also
without a closing "field", so that ``CharField`` is ``char``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.spec.field_words import SHAPES
from scaffold.spec.kinds import Kind


@dataclass(frozen=True, slots=True)
class Word:
    """``ours`` is what to write instead, empty for nothing; ``because`` says why.

    Without a reason the two words mean the same.
    """

    ours: str
    because: str = ""


def _words(*groups: tuple[str, str, str]) -> dict[str, Word]:
    return {
        word: Word(ours, because)
        for ours, because, words in groups
        for word in words.split()
    }


_HAS_ID = 'every model has its "id" already'
_ADDRESS = "files are not stored, only their address"

_TYPES = _words(
    (
        "string(200)",
        "",
        "str char varchar varchar2 nvarchar nvarchar2 nchar bpchar character "
        "charactervarying charvarying varyingcharacter tinytext shortstring shorttext "
        "line singleline input",
    ),
    (
        "text",
        "",
        "longtext mediumtext ntext clob nclob textarea longstring richtext "
        "markdown html memo multiline citext xml",
    ),
    (
        "integer",
        "",
        "int int2 int4 int16 int32 smallint smallinteger mediumint tinyint whole "
        "wholenumber positiveinteger positivesmallinteger uint uint16 unsigned "
        "unsignedint unsignedinteger short counter year age",
    ),
    ("bigint", "", "int8 int64 long biginteger positivebiginteger uint32 uint64"),
    (
        "float",
        "",
        "double doubleprecision real float4 float8 float32 float64 single binaryfloat "
        "binarydouble",
    ),
    ("decimal(10,2)", "", "number numeric num dec bigdecimal fixed price amount"),
    ("decimal(12,2)", "money is an exact number", "money smallmoney currency"),
    ("decimal(5,2)", "a percentage is an exact number", "percent percentage"),
    ("boolean", "", "bool bit flag checkbox logical yesno toggle switch truefalse"),
    ("date", "", "day dateonly birthday"),
    ("time", "", "timetz timeonly timeofday timewithouttimezone timewithtimezone"),
    (
        "datetime",
        "",
        "timestamp timestamptz datetime2 datetimetz datetimeoffset smalldatetime "
        "instant moment timestampwithtimezone timestampwithouttimezone",
    ),
    ("created", "", "createdat creationtime autonowadd timecreated datecreated"),
    (
        "updated",
        "",
        "updatedat modified modifiedat autonow rowversion lastmodified dateupdated",
    ),
    (
        "created",
        "the times of making and of changing a row are fields of their own, created "
        "and updated",
        "timestamps",
    ),
    (
        "json",
        "",
        "jsonb object dict dictionary map hash hstore record struct variant document",
    ),
    ("json", "lists have no type of their own", "array list arraylist tuple varray"),
    ("uuid", "", "guid uid uniqueidentifier uuid4 uuidv4 uuid7"),
    ("string(26)", "it is kept as text", "ulid nanoid cuid ksuid"),
    ("email", "", "mail emailaddress"),
    ("url", "", "uri href link website webaddress hyperlink urladdress"),
    (
        "url",
        _ADDRESS,
        "image img picture photo avatar thumbnail file filepath attachment upload media "
        "video audio blob binary varbinary bytea bytes byte longblob mediumblob tinyblob "
        "raw largebinary pdf imagefile",
    ),
    (
        "string(30)",
        "a number to call is text",
        "phone phonenumber telephone tel mobile",
    ),
    (
        "string(45)",
        "an address of a machine is text",
        "ip ipaddress genericipaddress "
        "inet inet4 inet6 cidr ipv4 ipv6 macaddr macaddress",
    ),
    (
        "string(20)",
        "it is kept as text",
        "color colour zip zipcode postcode postalcode",
    ),
    (
        "string(128)",
        "passwords of users are kept by the starters' own accounts",
        "password passwd secret passworddigest digest token",
    ),
    ("string(80)", "it is kept as text", "country locale language timezone"),
    ("slug", "", "permalink handle"),
    (
        "integer",
        "a span of time is kept as a number, of seconds for example",
        "duration interval timedelta timespan period",
    ),
    (
        "json",
        "places on earth have no type; two fields of float do as well",
        "point geometry geography geopoint location latlng coordinates polygon",
    ),
    (
        "choice(draft,live)",
        "",
        "enum enumeration select choices option options radio "
        "dropdown literal oneof inclusion picklist",
    ),
    (
        "ref",
        "",
        "fk foreignkey foreign reference references belongsto manytoone many2one m2o "
        "relation relationship rel parentalkey lookup parent",
    ),
    ("one", "", "onetoone one2one o2o hasone oneone onetoonerel"),
    (
        "refs",
        "",
        "m2m many2many manytomany manymany manytomanyrel habtm hasandbelongstomany "
        "belongstomany multiref multiselect set",
    ),
    (
        "",
        "the other model has this relation, as a ref to this one",
        "hasmany onetomany one2many o2m",
    ),
    (
        "",
        _HAS_ID,
        "id pk primary primarykey serial bigserial smallserial auto bigauto autoinc "
        "autoincrement identity rowid objectid",
    ),
    ("ref(User)", "", "user authuser"),
    ("ref(User):default=current", "", "currentuser requestuser"),
)

#: A type for a type, with the arguments that are usual; a field of the type "" is
#: better left out. Our own types mean themselves, the newest too.
TYPES: Mapping[str, Word] = {
    word: meant for word, meant in _TYPES.items() if word not in set(Kind)
}

_OPTIONAL = (
    "nullable null blank allownull allowblank allowempty canbenull canbeempty "
    "empty maybe none nillable isnull isnullable notrequired"
)
_REQUIRED = (
    "required notnull nonnull nonnullable notnullable mandatory presence notblank "
    "notempty isrequired requiredtrue always"
)
#: A word for a word. ``required`` says nothing here, and means optional when it is
#: denied; the arguments of a type stand in its parentheses.
MODIFIERS: Mapping[str, Word] = _words(
    ("optional", "", _OPTIONAL),
    ("required", "a field is required unless it says optional", _REQUIRED),
    ("unique", "", "uniq uk distinct uniquekey uniqueindex uniqueness isunique"),
    ("unique", _HAS_ID, "pk primary primarykey isprimary key id"),
    ("index", "", "idx indexed dbindex isindexed createindex"),
    ("default", "", "dflt defaultvalue initial serverdefault defaultto dbdefault def"),
    ("min", "", "minimum minvalue gte ge atleast from greaterthanorequal minval low"),
    ("max", "", "maximum maxvalue lte le atmost lessthanorequal maxval high upto"),
    ("min", "the bound itself is allowed", "gt greaterthan above"),
    ("max", "the bound itself is allowed", "lt lessthan below"),
    ("on_delete", "", "ondelete deleterule dependent whendeleted deletebehavior"),
    ("on_delete=cascade", "", "cascade cascadedelete deletecascade"),
    ("on_delete=protect", "", "protect restrict"),
    ("on_delete=set_null", "", "setnull nullify"),
    ("length", "", "maxlength maxlen len size limit width maxsize maxchars"),
    ("digits", "", "maxdigits precision totaldigits"),
    ("places", "", "decimalplaces scale decimals fractiondigits"),
    ("choices", "", "choice values options enum oneof allowed inclusion"),
    ("model", "", "to target references table class ref foreignkey fk relatedmodel"),
    ("created", "", "autonowadd defaultnow currenttimestamp createdat"),
    ("updated", "", "autonow onupdate onupdatenow updatedat"),
    ("min=0", "", "unsigned positive nonnegative ispositive"),
    ("title", "", "label verbosename caption displayname name"),
    ("help", "", "helptext comment description desc doc hint placeholder"),
    (
        "related",
        "",
        "relatedname relatedqueryname backref backpopulates inverse inverseof",
    ),
    (
        "",
        "the table between two models is made by itself",
        "through via manytomanythrough",
    ),
    ("table", "", "secondary jointable linktable dbtable"),
    ("readonly", "", "noteditable uneditable immutable"),
    (
        "",
        "who may write a field is not told here",
        "editable hidden private writeonly protected internal",
    ),
    ("", _HAS_ID, "autoincrement autoinc identity serial sequence generated"),
    (
        "",
        "values are checked by their type, length, min and max only",
        "minlength minlen regex pattern format validate validator validators check match "
        "trim strip",
    ),
    ("column", "", "dbcolumn columnname fieldname"),
    (
        "",
        "the databases decide that",
        "collate collation charset encoding onupdatecascade timezone zerofill "
        "dbcollation comparator",
    ),
)

#: The values of on_delete.
RULES: Mapping[str, Word] = _words(
    ("cascade", "", "delete destroy deleteall deleteorphan cascadedelete all remove"),
    (
        "protect",
        "",
        "restrict noaction donothing nothing prevent deny restrictwitherror "
        "restrictwithexception error forbid",
    ),
    ("set_null", "", "null setnull nullify clear unset none setempty"),
    ("set_null", "a reference has no default", "setdefault set"),
)

MODEL_KEYS: Mapping[str, Word] = _words(
    (
        "fields",
        "",
        "field columns column attributes attribute attrs properties property props "
        "members schema feild",
    ),
    (
        "list",
        "",
        "listdisplay display tablecolumns listcolumns listfields columnlist shown show",
    ),
    ("search", "", "searchfields searchable searchablecolumns columnsearchablelist q"),
    (
        "ordering",
        "",
        "order orderby sort sortby sorting defaultorder defaultsort sortorder",
    ),
    (
        "unique",
        "",
        "uniquetogether uniques uniqueconstraint uniqueconstraints uniquekeys "
        "uniqueindex constraints",
    ),
    ("plural", "", "pluralname namesplural route slug path urlname"),
    ("title", "", "verbosename displayname singular"),
    ("title_plural", "", "verbosenameplural displaynameplural"),
    ("label", "", "str repr tostring displaylabel rowlabel display_name"),
    ("", "a model has no description", "description help comment doc"),
    ("table", "", "tablename dbtable"),
    ("", "a model is called by its own name", "name model class"),
    ("", _HAS_ID, "id pk primarykey primary keys"),
    ("indexes", "", "index indices indextogether"),
    ("samples", "", "sample example examples fixture fixtures seed seeds rows"),
    (
        "",
        "a field of the type created and one of the type updated say that",
        "timestamps timestamp auditing",
    ),
    (
        "",
        "a relation is a field of the type ref, one or refs",
        "relations relationships associations belongsto hasmany hasone foreignkeys",
    ),
    ("filters", "", "filter listfilter filterfields columnfilters"),
    (
        "",
        "there is nothing of that",
        "abstract meta extends inherits managed proxy "
        "softdelete paranoid permissions app",
    ),
)

SPEC_KEYS: Mapping[str, Word] = _words(
    ("title", "", "name project projectname sitename displayname heading"),
    ("description", "", "desc about summary subtitle tagline"),
    ("author", "", "authors by owner maintainer company"),
    ("app", "", "appname application package module applabel blueprint"),
    ("models", "", "model tables entities entity schema classes resources types"),
)  # fmt: skip


def squashed(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def type_of(word: str) -> Word | None:
    """Our type for another tool's."""
    bare = squashed(word)
    plain = bare.removesuffix("field").removesuffix("column")
    if bare not in SHAPES and plain in SHAPES:
        return Word(SHAPES[plain])
    return TYPES.get(bare) or TYPES.get(plain)
