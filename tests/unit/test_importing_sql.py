"""What defaults and CHECKs say, in each database's own words."""

from decimal import Decimal
from io import StringIO

import pytest

from scaffold.importing.catalogue import Catalogue, Column, Dialect, ForeignKey, TableId
from scaffold.importing.mapping.keys import own_key
from scaffold.importing.mapping.sql import Default, checked, default_of
from scaffold.importing.sql_files import catalogue_of
from scaffold.importing.statements import checks, definitions, dialect_of

POSTGRESQL, MYSQL, SQLITE = Dialect.POSTGRESQL, Dialect.MYSQL, Dialect.SQLITE


@pytest.mark.parametrize(
    ("text", "dialect", "value"),
    [
        ("'draft'::character varying", POSTGRESQL, "draft"),
        ("(0)::numeric", POSTGRESQL, "0"),
        ("'-1'::integer", POSTGRESQL, "-1"),
        ("-1.50", SQLITE, "-1.50"),
        ("true", POSTGRESQL, "true"),
        ("'it''s'", MYSQL, "it's"),
        ("b'1'", MYSQL, "1"),
        ("''", SQLITE, ""),
        ("(1 + 1)", SQLITE, None),
        ("gen_random_uuid()", POSTGRESQL, None),
        ("not ( sql", SQLITE, None),
    ],
)
def test_a_default_is_a_literal_or_none(
    text: str, dialect: Dialect, value: str | None
) -> None:
    assert default_of(text, dialect) == Default(value)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("CURRENT_TIMESTAMP", SQLITE),
        ("now()", POSTGRESQL),
        ("current_timestamp() ON UPDATE current_timestamp()", MYSQL),
    ],
)
def test_the_moment_is_known_as_such(text: str, dialect: Dialect) -> None:
    assert default_of(text, dialect) == Default(None, is_now=True)


@pytest.mark.parametrize(
    "text", ["NULL", "NULL::text", "nextval('a_id_seq'::regclass)"]
)
def test_no_default_is_none(text: str) -> None:
    assert default_of(text, POSTGRESQL) is None


@pytest.mark.parametrize(
    "text",
    [
        "state IN ('new', 'paid')",
        "((state)::text = ANY ((ARRAY['new'::character varying, 'paid'::text])::text[]))",
        "state IS NULL OR state IN ('new', 'paid')",
        "state = 'new' OR state = 'paid'",
    ],
)
def test_a_list_of_texts_is_found(text: str) -> None:
    found = checked([text], POSTGRESQL)
    assert found.facts["state"].choices == ("new", "paid")
    assert not found.kept_out


@pytest.mark.parametrize(
    ("text", "lowest", "above", "highest", "below"),
    [
        ("(price >= (0)::numeric)", 0, None, None, None),
        ("price > 0 AND price <= 9.5", None, 0, Decimal("9.5"), None),
        ("price BETWEEN 1 AND 5", 1, None, 5, None),
        ("0 < price", None, 0, None, None),
        ("price < -1", None, None, None, -1),
    ],
)
def test_bounds_are_found(
    text: str,
    lowest: Decimal | None,
    above: Decimal | None,
    highest: Decimal | None,
    below: Decimal | None,
) -> None:
    found = checked([text], POSTGRESQL).facts["price"]
    assert (found.lowest, found.above) == (lowest, above)
    assert (found.highest, found.below) == (highest, below)


def test_lengths_json_and_presence_are_found() -> None:
    said = ["char_length(`a`) <= 20", "json_valid(`b`)", "`c` is not null"]
    found = checked(said, MYSQL).facts
    assert (found["a"].longest, found["b"].is_json, found["c"].is_required) == (
        20,
        True,
        True,
    )


@pytest.mark.parametrize(
    "text", ["lower(a) = a", "a <> 'x'", "a > b", "a LIKE 'x%'", "no ( sql"]
)
def test_what_a_spec_cannot_say_is_kept_out(text: str) -> None:
    found = checked([text], POSTGRESQL)
    assert len(found.kept_out) == 1
    assert not found.facts


def test_conditions_are_found_wherever_a_definition_has_them() -> None:
    text = """CREATE TABLE "a CHECK (b" (x text DEFAULT 'CHECK (y)' CHECK (x IN (')', '(')),
        -- CHECK (z)
        y int, CONSTRAINT c CHECK -- of y
        (y > (1 + 2)), UNIQUE (x))"""
    assert [*checks(text)] == ["x IN (')', '(')", "y > (1 + 2)"]


def test_only_definitions_are_read_from_a_dump() -> None:
    text = r"""
    SET x = 1; /* CREATE TABLE no (a int); */
    CREATE TABLE a (b text DEFAULT ';'); -- CREATE TABLE no2 (a int);
    INSERT INTO a VALUES ('CREATE TABLE c (d int);');
COPY a (b) FROM stdin;
CREATE TABLE no3 (x int);
\.
    CREATE FUNCTION f() RETURNS int AS $$ CREATE TABLE no4 (a int); $$;
    CREATE UNIQUE INDEX i ON a (b)
    """
    assert [" ".join(s.split()) for s in definitions(StringIO(text), POSTGRESQL)] == [
        "CREATE TABLE a (b text DEFAULT ';')",
        "CREATE UNIQUE INDEX i ON a (b)",
    ]


def test_a_backslash_is_one_but_in_mysql() -> None:
    assert (
        len(
            [
                *definitions(
                    StringIO(r"CREATE TABLE a (b text DEFAULT '\'); SELECT ''"),
                    POSTGRESQL,
                )
            ]
        )
        == 1
    )
    text = r"INSERT INTO a VALUES ('it\'s; '); CREATE TABLE b (c int)"
    assert [*definitions(StringIO(text), MYSQL)] == ["CREATE TABLE b (c int)"]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("CREATE TABLE `a` (b int) ENGINE=InnoDB", MYSQL),
        ("CREATE TABLE a (b serial)", POSTGRESQL),
        ("CREATE TABLE [dbo].[a] (b int IDENTITY(1,1))", Dialect.TSQL),
        ("CREATE TABLE a (b VARCHAR2(40))", Dialect.ORACLE),
        ("CREATE TABLE a (b integer)", SQLITE),
    ],
)
def test_the_dialect_of_a_file_is_guessed(text: str, dialect: Dialect) -> None:
    assert dialect_of(text) is dialect


def read(text: str, dialect: Dialect) -> Catalogue:
    assert dialect_of(text) is dialect
    return catalogue_of(StringIO(text), dialect, "shop")


def columns(catalogue: Catalogue, table: str) -> dict[str, Column]:
    return catalogue.by_id[TableId(table)].by_name


def test_keys_may_come_after_the_tables_of_mysql() -> None:
    """As phpMyAdmin writes them."""
    found = read(
        """
CREATE TABLE `makers` (`id` int(11) NOT NULL, `name` varchar(80) COMMENT 'a; b') ENGINE=X;
CREATE TABLE `bikes` (`id` int(11) NOT NULL, `maker` int(11) NOT NULL) ENGINE=X;
ALTER TABLE `makers` ADD PRIMARY KEY (`id`), ADD UNIQUE KEY `name` (`name`);
ALTER TABLE `bikes` MODIFY `id` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=5;
/*!40000 ALTER TABLE `bikes` DISABLE KEYS */;
ALTER TABLE `bikes` ADD CONSTRAINT `f` FOREIGN KEY (`maker`) REFERENCES `makers` (`id`)
  ON DELETE CASCADE ON UPDATE CASCADE;
""",
        MYSQL,
    )
    makers, bikes = found.tables
    assert (makers.key, makers.uniques) == (("id",), (("name",),))
    assert columns(found, "makers")["name"].comment == "a; b"
    assert bikes.foreign_keys == (
        ForeignKey(
            columns=("maker",),
            target=TableId("makers"),
            target_columns=("id",),
            on_delete="CASCADE",
        ),
    )
    assert found.other == ()


def test_a_script_of_sql_server() -> None:
    found = read(
        """
CREATE TABLE [dbo].[Makers]([Id] [int] IDENTITY(1,1) NOT NULL, [Name] [nvarchar](15),
  CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
CREATE TABLE [dbo].[Bikes]([Id] [int] NOT NULL, [MakerId] [int] NULL, [Price] [money])
GO
ALTER TABLE [dbo].[Bikes] WITH NOCHECK ADD CONSTRAINT [F] FOREIGN KEY([MakerId])
REFERENCES [dbo].[Makers] ([Id]) ON DELETE SET NULL
GO
ALTER TABLE [dbo].[Bikes] CHECK CONSTRAINT [F]
GO
CREATE NONCLUSTERED INDEX [ix] ON [dbo].[Bikes] ([Price] ASC) ON [PRIMARY]
GO
""",
        Dialect.TSQL,
    )
    makers, bikes = found.tables
    assert (makers.key, own_key(makers)) == (("Id",), "Id")
    assert bikes.foreign_keys[0].on_delete == "SET NULL"
    assert [index.columns for index in bikes.indexes] == [("Price",)]
    assert found.other == ()


def test_numbers_of_oracle_are_keys() -> None:
    found = read(
        "CREATE TABLE a (id NUMBER(10) GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, "
        "b VARCHAR2(80 CHAR) NOT NULL)",
        Dialect.ORACLE,
    )
    assert own_key(found.tables[0]) == "id"
    assert not columns(found, "a")["b"].nullable


def test_domains_partitions_and_types_of_postgresql() -> None:
    found = read(
        """
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE DOMAIN public.count AS integer CHECK ((VALUE > 0));
CREATE TABLE public.logs (id bigserial, mood public.mood, n public.count);
CREATE TABLE public.logs_1 (id bigint, mood public.mood, n public.count);
ALTER TABLE ONLY public.logs ATTACH PARTITION public.logs_1 FOR VALUES FROM (1) TO (2);
ALTER TABLE public.logs OWNER TO somebody;
CREATE TABLE what EVER;
""",
        POSTGRESQL,
    )
    logs, part = found.tables
    assert columns(found, "logs")["mood"].labels == ("sad", "ok")
    assert checked(logs.checks, POSTGRESQL).facts["n"].above == 0
    assert part.whole == logs.id
    assert found.other == ("not understood: CREATE TABLE what EVER",)
