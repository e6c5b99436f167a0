"""Rows that `scaffold import` wrote, held against the spec and the report beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from scaffold.cli import cli
from scaffold.spec import Spec, toml
from scaffold.spec.fields import Field
from scaffold.spec.kinds import AUTOMATIC, MANY_TO_MANY, RELATIONS, TEXTUAL, Kind
from scaffold.spec.model import Model
from services import Postgres

#: One row of each kind that PostgreSQL has words of its own for, and one that no spec takes.
OF_POSTGRESQL = """
CREATE TYPE mood AS ENUM ('sad', 'very happy');
CREATE TABLE makers (code char(4) PRIMARY KEY, name varchar(40) NOT NULL);
INSERT INTO makers VALUES ('ab', 'Anna'), ('zz', 'Zoe');
CREATE TABLE things (
    id bigserial PRIMARY KEY, maker char(4) NOT NULL REFERENCES makers,
    mood mood, tags text[], sizes int[], facts jsonb, price numeric(8, 2), cash money,
    ratio double precision, small real, flag boolean, bit bit(1), day date, hour time,
    zoned timetz, at timestamp, seen timestamptz, span interval, host inet, mark uuid,
    created_at timestamptz DEFAULT now(), parent_id bigint REFERENCES things,
    total int GENERATED ALWAYS AS (3) STORED
);
INSERT INTO things (id, maker, mood, tags, sizes, facts, price, cash, ratio, small, flag,
    bit, day, hour, zoned, at, seen, span, host, mark, created_at, parent_id) VALUES
  (7, 'ab', 'very happy', '{a,"b c",NULL}', '{1,2}', '{"a": [1, null]}', 12.5, '$1,234.50',
   0.1, 0.1, true, B'1', '2024-02-29', '10:20:30.5', '10:00:00+02', '2024-01-01 10:00',
   '2024-06-01 12:00:00.25+02', '1 day 02:00', '10.0.0.1',
   'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '2020-01-01 00:00+00', 9),
  (9, 'zz', NULL, NULL, NULL, NULL, NULL, NULL, 'NaN', NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL, '2020-01-01', 7),
  (11, 'zz', 'sad', '{}', '{}', '[]', 0, 0, 1e-7, -2.5, false, B'0', 'infinity', '00:00',
   '00:00+00', '2024-01-01', '2024-01-01', '0', '::1', NULL, '2020-01-01', NULL),
  (12, 'zz', 'sad', '{}', '{}', '[]', 0, 0, 1e-7, -2.5, false, B'0', '2024-01-01', '24:00',
   '00:00+00', '2024-01-01', '2024-01-01', '0', '::1', NULL, '2020-01-01', 7);
CREATE TABLE lines (thing_id bigint REFERENCES things, "no" smallint, note text,
    PRIMARY KEY (thing_id, "no"));
INSERT INTO lines VALUES (7, 2, 'b'), (7, 1, 'a'), (9, 1, 'gone with it');
CREATE TABLE marks (id serial PRIMARY KEY, thing_id bigint, "no" smallint,
    FOREIGN KEY (thing_id, "no") REFERENCES lines);
INSERT INTO marks VALUES (1, 7, 2), (2, 9, 1), (3, NULL, 1);
CREATE TABLE chickens (id serial PRIMARY KEY, egg_id int);
CREATE TABLE eggs (id serial PRIMARY KEY, chicken_id int REFERENCES chickens);
ALTER TABLE chickens ADD FOREIGN KEY (egg_id) REFERENCES eggs;
INSERT INTO chickens VALUES (1, NULL), (2, NULL);
INSERT INTO eggs VALUES (1, 1), (2, 2);
UPDATE chickens SET egg_id = 3 - id;
CREATE TABLE labels (id int PRIMARY KEY, "100%" text UNIQUE);
INSERT INTO labels VALUES (5, 'five'), (4, 'four'), (0, 'none');
CREATE TABLE labelled (maker char(4) REFERENCES makers,
    label text REFERENCES labels ("100%"), PRIMARY KEY (maker, label));
INSERT INTO labelled VALUES ('ab', 'five'), ('ab', 'four'), ('zz', 'none');
CREATE TABLE parts_of (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE parts_old PARTITION OF parts_of FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');
INSERT INTO parts_of VALUES (2, '2001-01-01'), (1, '2001-01-02');
CREATE TABLE towns (id serial PRIMARY KEY, town text);
CREATE TABLE capitals (of_what text) INHERITS (towns);
INSERT INTO towns (town) VALUES ('Bergen');
INSERT INTO capitals (town, of_what) VALUES ('Oslo', 'Norway')
"""
OF_MARIADB = """
SET sql_mode = '';
CREATE TABLE countries (code varchar(4) PRIMARY KEY, name varchar(40));
INSERT INTO countries VALUES ('no', 'Norway'), ('SE', 'Sweden');
CREATE TABLE people (
    id int unsigned PRIMARY KEY AUTO_INCREMENT, country varchar(4), email varchar(60) UNIQUE,
    kind enum('small', 'large'), tags set('a', 'b'), flag tinyint(1), bit bit(1),
    price decimal(8, 2), ratio float, born date, at datetime(3), seen timestamp NULL,
    hour time, year year, facts json, big bigint unsigned, chief_id int unsigned,
    FOREIGN KEY (country) REFERENCES countries (code),
    FOREIGN KEY (chief_id) REFERENCES people (id));
INSERT INTO people VALUES
  (3, 'NO', 'a@b.example', 'small', 'a,b', 1, b'1', 19.9, 16777216, '1990-02-28',
   '2024-01-01 10:00:00.25', '2024-01-01 12:00:00', '10:20:30', 2024, '{"a": 1}', 5, 3),
  (4, 'se', 'c@d.example', 'large', '', 0, b'0', 0, 0.1, NULL, '2024-01-01', NULL,
   '00:00:00', 1999, '[]', 0, 3),
  (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0000-00-00 00:00:00', NULL,
   NULL, NULL, NULL, NULL, 4),
  (6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '30:00:00', NULL,
   NULL, NULL, 5),
  (7, NULL, NULL, 'huge', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, 18446744073709551615, 3);
CREATE TABLE visits (person_id int unsigned NOT NULL, country varchar(4) NOT NULL,
    PRIMARY KEY (person_id, country),
    FOREIGN KEY (person_id) REFERENCES people (id),
    FOREIGN KEY (country) REFERENCES countries (code));
INSERT INTO visits VALUES (3, 'SE'), (3, 'no'), (4, 'no'), (5, 'no');
CREATE TABLE notes (a int, b binary(2), text varchar(20), PRIMARY KEY (a, b));
INSERT INTO notes VALUES (1, x'0001', 'one'), (1, x'ff00', 'two');
CREATE TABLE replies (id int PRIMARY KEY, note_a int, note_b binary(2),
    FOREIGN KEY (note_a, note_b) REFERENCES notes (a, b));
INSERT INTO replies VALUES (1, 1, x'ff00'), (2, 1, x'0001'), (3, NULL, x'0001');
SET foreign_key_checks = 0;
INSERT INTO replies VALUES (4, 9, x'0001')
"""

Rows = dict[str, list[dict[str, Any]]]


def imported(
    source: object, folder: Path, *options: str
) -> tuple[Spec, dict[str, Any]] | None:
    """The spec, and the report; None where the source gives no spec."""
    target = folder / "imported.toml"
    words = ["import", str(source), "-o", str(target), "--force", "--json", *options]
    result = CliRunner().invoke(cli, words)
    if result.exit_code == 2:
        return None
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"
    return toml.load(target), json.loads(result.stdout)


def made_in(postgres: Postgres, name: str) -> str:
    """The URL of a new database with all of them."""
    url = postgres.database(name)
    for statement in OF_POSTGRESQL.split(";\n"):
        postgres.query(statement, name)
    return url


def read(folder: Path) -> Rows:
    """By plural, the lines of each file."""
    return {
        file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for file in sorted(folder.glob("*.jsonl"))
    }


def obeyed(spec: Spec, rows: Rows) -> None:
    """Each row passes the spec's rules, and leads to rows that are written."""
    assert rows.keys() == {model.plural_name for model in spec.models}
    ids = {
        model.name: [row["id"] for row in rows[model.plural_name]]
        for model in spec.models
    }
    for numbers in ids.values():
        assert numbers == sorted({*numbers})
        assert all(0 < number < 2**63 for number in numbers)
    known = {name: {*numbers} for name, numbers in ids.items()}
    for model in spec.models:
        for row in rows[model.plural_name]:
            _row_obeyed(model, row, known)
        for names in _unique_sets(model):
            keys = [model.by_name[name].api for name in names]
            found = [
                tuple(repr(row[key]) for key in keys) for row in rows[model.plural_name]
            ]
            found = [values for values in found if "None" not in values]
            assert len(found) == len({*found}), (model.name, names)


def _unique_sets(model: Model) -> Iterator[tuple[str, ...]]:
    """Users are the same in all rows."""
    for names in [*((f.name,) for f in model.fields if f.single_valued), *model.unique]:
        yield tuple(n for n in names if model.by_name[n].kind is not Kind.USER)


def _row_obeyed(model: Model, row: dict[str, Any], known: dict[str, set[int]]) -> None:
    fields = [field for field in model.fields if field.kind is not Kind.USER]
    needed = {field.api for field in fields if field.kind not in AUTOMATIC}
    assert needed | {"id"} <= row.keys() <= {field.api for field in fields} | {"id"}
    for field in fields:
        if field.api in row:
            value = row[field.api]
            assert _is_obeyed(field, value, known), (model.name, field.name, value)


def _is_obeyed(field: Field, value: Any, known: dict[str, set[int]]) -> bool:
    if field.kind in MANY_TO_MANY:
        there = known[str(field.target)]
        return value == sorted({*value}) and {*value} <= there
    if value is None:
        return field.null
    if field.kind in RELATIONS:
        return value in known[str(field.target)]
    if field.kind in TEXTUAL and value == "":
        return field.optional and not field.null
    if field.kind in AUTOMATIC:
        return str(Kind.DATETIME.traits.given(field, value)) == value
    sent = json.dumps(value) if field.kind is Kind.JSON else value
    sent = Decimal(value) if field.kind is Kind.DECIMAL else sent
    return bool(field.kind.traits.given(field, sent) == value)


def added_up(report: dict[str, Any], found: dict[str, int], rows: Rows) -> None:
    """Each row of each table that became something is written or counted, once."""
    totals = dict.fromkeys(("found", "written", "not_chosen", "left_out"), 0)
    for table in report["tables"]:
        counted = table.get("rows")
        assert (counted is None) == (table["outcome"] == "left out"), table["name"]
        if counted is None:
            continue
        assert counted["found"] == found[table["name"]], table["name"]
        parts = counted["written"], counted["not_chosen"], counted["left_out"]
        assert sum(parts) == counted["found"], table["name"]
        assert min(parts) >= 0
        reasons = [r for r in counted["reasons"] if r["fate"] == "left out"]
        assert sum(reason["rows"] for reason in reasons) == counted["left_out"]
        assert all(reason["rows"] > 0 for reason in counted["reasons"])
        for key in totals:
            totals[key] += counted[key]
    assert totals.items() <= report["rows"]["counts"].items()
    links = sum(
        len(value)
        for lines in rows.values()
        for row in lines
        for key, value in row.items()
        if key.endswith("_ids") and isinstance(value, list)
    )
    assert sum(map(len, rows.values())) + links >= totals["written"]
