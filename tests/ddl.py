"""Random definitions of tables, as SQLite takes them."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(
    [
        "id",
        "ID",
        "name",
        "Name",
        "names",
        "class",
        "order",
        "orders",
        '"Order',
        'Details"',
        '"order-details"',
        "user",
        "users\n",
        "",
        "",
        "",
        "self",
        "count",
        "type",
        "metadata",
        "query",
        "tag",
        "tags",
        "item",
        "items",
        "import",
        "objects",
        "save",
        "pk",
        '"2fast"',
        '"ünï"\n',
        "",
        "",
        "",
        '"名前"',
        "a",
        "A",
        "b",
        "x_id",
        "x",
        "created_at",
        "updated_at",
        "status",
        "price",
        "_",
        "__",
        '"a__b"',
        '"ends_"',
        "data",
        "media\n",
        "",
        "",
        "",
        '"select"',
        '"quo""te"',
        '"semi;colon"',
        "news",
        "series",
        "address",
        "date",
        "time",
        "datetime",
        "text",
        "json",
        "list\n",
        "",
        "",
        "",
        "form",
        "forms",
        "model",
        "models",
        "app",
        "page",
        "pages",
        "admin",
        "api",
        "cursor",
        "sort",
        "q",
        "title",
        "label",
        "key",
        "value\n",
        "",
        "",
        "",
        "sqlite",
        "wp_posts",
        "wp_users",
        "wp_terms",
        "very_long_name_that_goes_on_and_on_for_ever_and_ever\n",
        "",
        "",
        "",
        "product_id",
        "product",
        "products",
        "categories",
        '"new\nline"',
        '"🙂"',
        "l",
        "I",
        "O",
    ]
).map(lambda name: name.strip().strip('"').replace('""', '"') or "x") | st.text(
    st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12
)
TYPES = st.sampled_from(
    [
        *("", "INTEGER", "INT", "BIGINT", "SMALLINT", "TINYINT(1)", "UNSIGNED BIG INT"),
        *(
            "TEXT",
            "VARCHAR(40)",
            "VARCHAR(9000)",
            "CHAR(1)",
            "VARCHAR",
            "CHARACTER VARYING",
        ),
        *("DECIMAL(10,2)", "DECIMAL(30,10)", "DECIMAL(5,9)", "NUMERIC", "DECIMAL(0)"),
        *("REAL", "FLOAT", "DOUBLE PRECISION", "BOOLEAN", "BLOB", "DATE", "TIME"),
        *(
            "DATETIME",
            "TIMESTAMP",
            "UUID",
            "JSON",
            "JSONB",
            "WEIRD",
            "POINT",
            "INTERVAL",
        ),
        *("INET", "BIT(1)", "BIT(8)", "XML", "MONEY", "YEAR", "text(5)", "'quoted'"),
        *("INT UNSIGNED", "STRING", "INTEGERISH", "ENUM"),
    ]
)
DEFAULTS = st.sampled_from(
    [
        *("", "DEFAULT 0", "DEFAULT ''", "DEFAULT 'a'", "DEFAULT NULL", "DEFAULT -1.5"),
        *("DEFAULT CURRENT_TIMESTAMP", "DEFAULT (1 + 1)", "DEFAULT 'it''s'"),
        *("DEFAULT true", "DEFAULT 1e400", "DEFAULT x'00'", "DEFAULT ' pad '"),
        "DEFAULT 99999999999999999999",
    ]
)
CHECKS = st.sampled_from(
    [
        *("{c} > 0", "{c} >= 0 AND {c} < 10.555", "{c} IN ('a', 'b')", "{c} IN (0, 1)"),
        *("{c} BETWEEN 5 AND 1", "length({c}) <= 20", "length({c}) < 1", "{c} IN ('')"),
        *("{c} IS NULL OR {c} <> 'x'", "{c} = 'a' OR {c} = 'b'", "lower({c}) = {c}"),
        *("{c} IN ('a,b', '(c)', 'd\"e')", "{c} >= 1e30", "{c} IN ('x', 'X', 'ä ö')"),
        *("{c} > {c}", "json_valid({c})", "{c} >= 99999999999999999999999"),
    ]
)
RULES = st.sampled_from(
    ["", "ON DELETE CASCADE", "ON DELETE SET NULL", "ON DELETE SET DEFAULT"]
)
FLAGS = st.sampled_from(["", "NOT NULL", "UNIQUE", "NOT NULL UNIQUE"])


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _different(
    names: st.SearchStrategy[str], most: int
) -> st.SearchStrategy[list[str]]:
    return st.lists(names, min_size=1, max_size=most, unique_by=str.lower)


@st.composite
def schemas(draw: st.DrawFn) -> list[str]:
    """Statements, of which SQLite may refuse some."""
    tables = draw(_different(NAMES, 5))
    columns = {table: draw(_different(NAMES, 6)) for table in tables}
    statements = []
    for table in tables:
        own = columns[table]
        parts = [
            f"{quoted(name)} {draw(TYPES)} {draw(FLAGS)} {draw(DEFAULTS)}"
            for name in own
        ]
        some = st.lists(st.sampled_from(own), min_size=1, max_size=3, unique=True)
        if key := draw(st.none() | some):
            parts.append(f"PRIMARY KEY ({', '.join(map(quoted, key))})")
        for _ in range(draw(st.integers(0, 3))):
            other = draw(st.sampled_from(tables))
            here = draw(some)
            there = draw(st.permutations(columns[other]))[: len(here)]
            if len(there) == len(here):
                parts.append(
                    f"FOREIGN KEY ({', '.join(map(quoted, here))}) REFERENCES "
                    f"{quoted(other)} ({', '.join(map(quoted, there))}) {draw(RULES)}"
                )
        for _ in range(draw(st.integers(0, 2))):
            column = quoted(draw(st.sampled_from(own)))
            parts.append(f"CHECK ({draw(CHECKS).format(c=column)})")
        if draw(st.booleans()):
            parts.append(f"UNIQUE ({', '.join(map(quoted, draw(some)))})")
        statements.append(f"CREATE TABLE {quoted(table)} ({', '.join(parts)})")
        if draw(st.booleans()):
            where = draw(st.sampled_from(["", " WHERE 1"]))
            statements.append(
                f"CREATE INDEX {quoted(f'ix {table}')} ON {quoted(table)} "
                f"({', '.join(map(quoted, draw(some)))}){where}"
            )
    return statements
