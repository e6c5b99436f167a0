"""What values look like: secrets and personal data in columns whose names say nothing.

Each look is a form that hardly anything else has: a known beginning, or digits that
check. How much of a column has to have it depends on how likely chance is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from scaffold.importing.mapping.drafts import Draft
from scaffold.importing.rows.counts import Sensitive
from scaffold.importing.rows.reading import Reader
from scaffold.importing.rows.sensitive import EMAIL, NUMBER, PHONE, SECRET
from scaffold.spec.kinds import Kind

_READ = frozenset([Kind.STRING, Kind.TEXT, Kind.EMAIL, Kind.URL])
#: Values of a column that are looked at, and characters of each.
_VALUES, _CHARACTERS = 500, 4096

_EMAIL = re.compile(
    r"[^\s@<>()\"',;:/]+@(?!\dx\.)(?:[\w-]+\.)+[^\W\d_]{2,}", re.ASCII
)  # not picture@2x.png
_HASH = re.compile(
    r"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}"
    r"|(?:argon2)?\$argon2(?:id|i|d)\$\S+"
    r"|\$?(?:pbkdf2|scrypt)[\w:.-]*\$\S+\$\S+"
    r"|\$(?:1|5|6|7|y|gy|apr1|P|H)\$\S{8,}"
    r"|bcrypt(?:_sha256)?\$\S+"
)
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*", re.ASCII)
_TOKEN = re.compile(
    r"""(?<![A-Za-z0-9])(?:
        [sr]k_(?:live|test)_[A-Za-z0-9]{10,} | whsec_[A-Za-z0-9]{16,}
      | gh[pousr]_[A-Za-z0-9]{30,} | github_pat_\w{20,} | glpat-[\w-]{20,}
      | (?:AKIA|ASIA)[A-Z0-9]{16}\b | AIza[\w-]{35} | ya29\.[\w-]{20,}
      | xox[abeoprs]-[\w-]{10,} | SG\.[\w-]{16,}\.[\w-]{16,}
      | sk-(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,} | npm_[A-Za-z0-9]{36} | pypi-[\w-]{50,} | hf_[A-Za-z0-9]{30,}
    )""",
    re.VERBOSE | re.ASCII,
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----")
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
#: By the beginnings that issuers of cards have; 978, of books, is none.
_CARD = re.compile(r"(?:[34]\d|5[0-8]|6\d|2[2-7])(?:[ -]?\d){11,17}", re.ASCII)
_PHONE = re.compile(r"\+[1-9](?:[ ().\-/]{0,2}\d){7,14}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """``what`` it is, and the share of a column's values, at least, that ``has`` it.

    ``least`` is how many different ones it takes, of what chance makes too.
    """

    what: str
    called: str
    has: Callable[[str], object]
    share: float
    least: int = 1


def _is_iban(text: str) -> bool:
    """Its letters as numbers, the first four characters last, modulo 97 (ISO 13616)."""
    if not _IBAN.fullmatch(text):
        return False
    plain = text.replace(" ", "")
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _is_card(text: str) -> bool:
    """Digits that check by Luhn's rule (ISO/IEC 7812), of which a tenth of any do."""
    if not _CARD.fullmatch(text):
        return False
    digits = [int(c) for c in reversed(text) if c.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


_LOOKS = (
    _Look(what=EMAIL, called="e-mail addresses", has=_EMAIL.fullmatch, share=0.2),
    _Look(what=SECRET, called="hashes of passwords", has=_HASH.fullmatch, share=0.2),
    _Look(what=SECRET, called="JSON Web Tokens", has=_JWT.search, share=0.2),
    _Look(what=SECRET, called="tokens of services", has=_TOKEN.search, share=0.2),
    _Look(what=SECRET, called="private keys", has=_PRIVATE_KEY.search, share=0.2),
    _Look(what=NUMBER, called="IBANs", has=_is_iban, share=0.2),
    _Look(what=NUMBER, called="numbers of cards", has=_is_card, share=0.6, least=2),
    _Look(what=PHONE, called="phone numbers", has=_PHONE.fullmatch, share=0.9, least=2),
)


def look_of(values: Iterable[str]) -> tuple[str, str] | None:
    """What ``values`` are, and why; None where they look like nothing that is known."""
    said = [text for value in values if (text := value.strip())]
    for look in _LOOKS:
        found = [text for text in said if look.has(text)]
        if len({*found}) >= look.least and len(found) >= max(1, look.share * len(said)):
            return look.what, f"values look like {look.called}"
    return None


def columns_by_look(
    reader: Reader, drafts: Iterable[Draft], known: Collection[Sensitive]
) -> Iterator[Sensitive]:
    """The columns of text, but for those ``known``, that look secret or personal.

    Raises Unreadable.
    """
    named = {(one.table, one.column) for one in known}
    for draft in drafts:
        for field in draft.model.fields:
            column = draft.sources.get(field.name)
            if not isinstance(column, str) or field.kind not in _READ:
                continue
            if (draft.table.id, column) in named:
                continue
            values = reader.sample(draft.table, column, _VALUES, _CHARACTERS)
            if look := look_of(value for value in values if isinstance(value, str)):
                what, why = look
                yield Sensitive(table=draft.table.id, column=column, what=what, why=why)
