"""Secrets and personal data are known by their values, and plain ones are not taken for such."""

import json
from pathlib import Path

import pytest

from imported_rows import imported, read
from scaffold.importing.rows import looks
from scaffold.importing.rows.sensitive import EMAIL, NUMBER, PHONE, SECRET

BCRYPT = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"
JWT = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0."
    "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
)
HITS = {
    EMAIL: [
        ["anna@example.com", "Zoe.B+shop@mail.example.co.uk"],
        ["anna@example.com", "anna", "zoe", "ulf"],
    ],
    SECRET: [
        [BCRYPT],
        ["$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG"],
        ["argon2$argon2id$v=19$m=102400,t=2,p=8$c29tZXNhbHQ$RdescudvJCsgt3ub"],
        ["pbkdf2_sha256$600000$abcdefgh$Zm9vYmFyYmF6cXV4"],
        ["pbkdf2:sha256:260000$abcdefgh$0123456789abcdef"],
        ["scrypt:32768:8:1$abcdefgh$0123456789abcdef"],
        [
            "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD"
        ],
        [
            "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
            "$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OU",
        ],
        ["$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGsh"],
        [JWT],
        [f"Bearer {JWT}"],
        ["sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"],
        ["ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"],
        ["sk-" + "proj-4eC39HqLyjWDarjtT1zdp7dc"],
        ["AKIA" + "IOSFODNN7EXAMPLE", "none", "none", "none"],
        ["xoxb-" + "17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzzqgy"],
        [
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"
        ],
        ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk"],
    ],
    NUMBER: [
        ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"],
        ["4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009"],
    ],
    PHONE: [["+49 30 1234567", "+1 (212) 555-0100", "+442071234567"]],
}


@pytest.mark.parametrize(
    ("what", "values"), [(what, v) for what, found in HITS.items() for v in found]
)
def test_what_values_are_is_seen(what: str, values: list[str]) -> None:
    found = looks.look_of([*values, "", " "])
    assert found
    assert found[0] == what


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["", " "],
        # A person's notes, handles, pictures, packages, repositories.
        [
            "write to anna@example.com",
            "@anna",
            "anna@home",
            "a@2x.png",
            "lodash@4.17.21",
        ],
        ["icon@2x.png", "icon@3x.png", "git@github.com:anna/shop.git"],
        ["anna@example.com", *["no address"] * 9],
        # ISBN, EAN, order numbers, amounts, versions, ids.
        ["9780306406157", "9783161484100", "9781861972712"],
        ["4006381333931", "4012345678901", "5901234123457"],
        [str(4000000000000000 + n) for n in range(0, 5000, 7)],
        ["4111111111111111", *[f"40000000000000{n:02}" for n in range(30)]],
        ["4111111111111111"] * 3,
        ["123456789012345", "2024010112000000"],
        ["DE89370400440532013001", "GB29NWBK60161331926818"],
        ["AB12CDEFGHIJKLMNOP", "FR7612345", "SKU-1234567890123"],
        ["030 1234567", "(212) 555-0100", "1234567890"],
        ["+49 30 1234567", "+442071234567", "call me", "none"],
        ["+1.50", "+100", "+02:00", "+2024-01-01"],
        # What is public, or begins alike.
        ["$100", "$1$", "$5 off", "$2 a piece", "US$ 6"],
        ["-----BEGIN PUBLIC KEY-----\nMIIB", "-----BEGIN CERTIFICATE-----\nMIIB"],
        [
            "pk_live_4eC39HqLyjWDarjtT1zdp7dc",
            "sk_live",
            "task-force-of-the-whole-north",
        ],
        ["risk-assessment-of-the-third-quarter", "sk-preklad-stranky-o-nabytku"],
        ["d41d8cd98f00b204e9800998ecf8427e", "6f1d5c1a-6a0e-4a51-9d1c-0f8f6a4b3c2d"],
        ["eyJ.eyJ.", "scrypt", "bcrypt", "argon2 is a hash", "AKIA is a name"],
    ],
)
def test_what_is_neither_secret_nor_personal_is_kept(values: list[str]) -> None:
    assert looks.look_of(values) is None


PEOPLE = """PRAGMA foreign_keys=OFF;
CREATE TABLE things (id INTEGER PRIMARY KEY, a VARCHAR(60) UNIQUE, b TEXT, c TEXT, d TEXT,
    e VARCHAR(20), isbn TEXT, email TEXT);
"""


def test_what_is_found_by_values_is_masked_and_said(tmp_path: Path) -> None:
    """Unique and short where it has to be; a value that is rare in a table is found too."""
    lines = [
        f"INSERT INTO things VALUES ({n}, 'real{n}@secret.example', "
        f"{f'{chr(39)}{BCRYPT}{chr(39)}' if n == 900 else 'NULL'}, 'note {n}', 'GB29NWBK60161331926819', "
        f"'+4930{1234567 + n}', '97803064061{n:02}', 'x{n}@secret.example');"
        for n in range(1, 1001)
    ]
    file = tmp_path / "any.sql"
    file.write_text(PEOPLE + "\n".join(lines), "utf-8")
    answer = imported(file, tmp_path, "--rows", "all")
    assert answer
    _, report = answer
    text = json.dumps(rows := read(tmp_path / "rows")["things"])
    assert "secret" not in text.replace("secret 1", "")
    for real in (BCRYPT, "GB29NWBK", "+4930"):
        assert real not in text
    assert len({row["a"] for row in rows}) == 1000
    assert max(len(row["e"]) for row in rows) <= 20
    assert rows[6]["c"] == "note 7"
    assert rows[6]["isbn"] == "9780306406107"
    assert rows[6]["b"] in (None, "")
    why = {one["column"]: one["why"] for one in report["rows"]["masked"]}
    assert why == {
        "email": "its name says so",
        "a": "values look like e-mail addresses",
        "b": "values look like hashes of passwords",
        "d": "values look like IBANs",
        "e": "values look like phone numbers",
    }
    spec = (tmp_path / "imported.toml").read_text("utf-8")
    assert "things.a (an e-mail address: values look like e-mail addresses)" in spec


def test_a_name_that_says_nothing_of_a_choice_or_a_number_is_left_alone(
    tmp_path: Path,
) -> None:
    file = tmp_path / "any.sql"
    file.write_text(
        "PRAGMA foreign_keys=OFF;CREATE TABLE things (id INTEGER PRIMARY KEY, big BIGINT, "
        "who TEXT CHECK (who IN ('ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'b')), data BLOB, any TEXT);"
        "INSERT INTO things VALUES (1, 4111111111111111, 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', X'00', X'ff');",
        "utf-8",
    )
    answer = imported(file, tmp_path, "--rows", "all")
    assert answer
    assert answer[1]["rows"]["masked"] == []
