"""Which columns hold secrets or personal data, judged by the words of their names.

What a name means is said by its last words: ``customer_email`` is an e-mail address,
``email_count`` is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scaffold.importing.catalogue import TableId
from scaffold.importing.mapping.drafts import Draft
from scaffold.importing.rows.counts import Sensitive
from scaffold.spec import inflection
from scaffold.spec.fields import Field
from scaffold.spec.kinds import AUTOMATIC, NUMERIC, TRUE_OR_FALSE, Kind
from scaffold.spec.rules.renaming import in_snake_case

SECRET, EMAIL, PHONE = "a secret", "an e-mail address", "a phone number"
NAME, FIRST_NAME, LAST_NAME = "a name", "a first name", "a last name"
STREET, POSTCODE, BIRTH = "a street address", "a postcode", "a date of birth"
NUMBER, IP, LOGIN = "a personal number", "an IP address", "a login name"


def _phrases(text: str) -> list[tuple[str, ...]]:
    return [tuple(phrase.split()) for phrase in text.split(",")]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split(","))


#: The end of a column's name, its words in the singular; longer ones win.
_ENDS: dict[tuple[str, ...], str] = {
    **dict.fromkeys(
        _phrases(
            "password,passwd,passwort,pwd,pw,passphrase,passcode,pass word,user pass,"
            "secret,token,salt,otp,totp,credential,cookie,cvv,cvc,pin,"
            "api key,apikey,access key,private key,secret key,auth key,session key,"
            "encryption key,signing key,activation key,licence key,license key,"
            "recovery code,backup code,reset code,verification code,security code,"
            "confirmation code,activation code,security answer,secret answer"
        ),
        SECRET,
    ),
    **dict.fromkeys(_phrases("email,e mail,mail,email address,mail address"), EMAIL),
    **dict.fromkeys(
        _phrases(
            "phone,telephone,telefon,tel,mobile,cell phone,cellphone,fax,telefax,"
            "msisdn,phonenumber,whatsapp"
        ),
        PHONE,
    ),
    **dict.fromkeys(
        _phrases("first name,given name,forename,firstname,givenname,fname,vorname"),
        FIRST_NAME,
    ),
    **dict.fromkeys(
        _phrases(
            "last name,family name,surname,sur name,lastname,familyname,lname,nachname,"
            "maiden name,middle name,middlename,birth name,second name"
        ),
        LAST_NAME,
    ),
    **dict.fromkeys(
        _phrases("full name,fullname,comment author,nicename,card holder,cardholder"),
        NAME,
    ),
    **dict.fromkeys(
        _phrases("username,user name,login,login name,nickname,nick name,screen name"),
        LOGIN,
    ),
    **dict.fromkeys(
        _phrases("street,strasse,address,addr,address line,house number"),
        STREET,
    ),
    **dict.fromkeys(
        _phrases("postcode,post code,postal code,postalcode,zip,zipcode,zip code,plz"),
        POSTCODE,
    ),
    **dict.fromkeys(
        _phrases(
            "birth date,birthdate,date of birth,dob,birthday,birth day,birth year,"
            "year of birth,born,geburtsdatum"
        ),
        BIRTH,
    ),
    **dict.fromkeys(
        _phrases(
            "iban,ssn,sin,nin,tin,cpf,cnpj,curp,nif,dni,pesel,bsn,aadhaar,passport,"
            "social security,social security number,national id,national insurance,"
            "national insurance number,national number,tax id,tax number,tax no,"
            "vat id,vat number,vat no,passport number,passport no,identity card,"
            "driver license,driver licence,driving license,driving licence,"
            "license plate,personal code,personal number,personal id,"
            "credit card,card number,cc number,bank account,account number,account no"
        ),
        NUMBER,
    ),
    **dict.fromkeys(
        _phrases(
            "ip,ip address,ipaddr,ip addr,ipv4,ipv6,remote address,remote addr,"
            "mac address,mac addr,mac"
        ),
        IP,
    ),
}
#: Ends that mean something else.
_HARMLESS = frozenset(_phrases("web address,base address,memory address,block address"))
#: Whose ``name`` is that of a person: a table's, or the word before.
_PERSONS = _set(
    "user,customer,client,person,people,employee,staff,patient,member,student,pupil,"
    "teacher,contact,subscriber,guest,visitor,applicant,candidate,passenger,driver,"
    "doctor,nurse,owner,donor,voter,resident,citizen,recipient,author,actor,father,"
    "mother,spouse,parent,child,holder,billing,shipping,ship,sender,receiver,attendee,"
    "participant,buyer,seller,tenant,colleague,worker,lead,reviewer,instructor"
)
#: What says which of several it is, or how it is kept, and nothing else.
_TAILS = _set(
    "hash,hashed,digest,encrypted,enc,crypt,bcrypt,md5,sha1,sha256,value,text,plain,raw,"
    "primary,secondary,home,work,private,business,office,mobile,old,new,current,previous,"
    "temp,temporary,number,no,nr,num,address,addr,full,alt,alternative,other"
)
#: Of which a number can be one, too.
_NUMBERS = frozenset([PHONE, POSTCODE, NUMBER])
_SECRET_NUMBERS = frozenset(["pin", "otp", "cvv", "cvc", "code", "pw", "password"])
_DAYS = frozenset([Kind.DATE, Kind.DATETIME])


def what_of(table: str, column: str) -> str:
    """What the values are by their name, or nothing."""
    words = _words(column)
    while words:
        for length in range(min(len(words), 4), 0, -1):
            end = tuple(words[-length:])
            if end in _HARMLESS:
                return ""
            if what := _ENDS.get(end):
                return what
        if words[-1] == "name" and _is_of_person(table, words[:-1]):
            return NAME
        if words[-1] not in _TAILS:
            return _of_person_alone(table, words)
        words = words[:-1]
    return ""


def _is_of_person(table: str, before: list[str]) -> bool:
    if not before or before == ["display"]:
        of_table = _words(table)
        return bool(of_table) and of_table[-1] in _PERSONS
    return before[-1] in _PERSONS


def _of_person_alone(table: str, words: list[str]) -> str:
    """``pass`` and ``hash``, which are somebody's in a table of persons alone."""
    of_table = _words(table)
    is_person = bool(of_table) and of_table[-1] in _PERSONS
    return SECRET if is_person and words in (["pass"], ["hash"]) else ""


def _words(name: str) -> list[str]:
    """In small letters and the singular, without numbers: ``Phones2`` is ``phone``."""
    words = in_snake_case(re.sub(r"e-mail", "email", name, flags=re.I)).split("_")
    bare = (word.rstrip("0123456789") or word for word in words)
    return [_singular(word) for word in bare if word and not word.isdecimal()]


def _singular(word: str) -> str:
    return word if word == "people" else inflection.singular(word)


def is_masked(what: str, column: str, field: Field) -> bool:
    """Whether values of ``field`` can be that: no flag and no count is a secret."""
    kind = field.kind
    if kind in AUTOMATIC or kind in TRUE_OR_FALSE or kind is Kind.CHOICE:
        return False
    if what == BIRTH:
        return kind in _DAYS or kind not in (Kind.TIME, Kind.FLOAT, Kind.DECIMAL)
    if kind in _DAYS or kind is Kind.TIME:
        return False
    if kind in NUMERIC:
        last = (_words(column) or [""])[-1]
        return what in _NUMBERS or (what == SECRET and last in _SECRET_NUMBERS)
    return True


def columns_by_name(drafts: Iterable[Draft]) -> Iterator[Sensitive]:
    """The columns of values that look secret or personal by name, table by table."""
    for draft in drafts:
        key = next((c for c, name in draft.fields.items() if name == "id"), "")
        if key and (what := what_of(draft.table.id.name, key)) in (NUMBER, PHONE):
            yield Sensitive(table=draft.table.id, column=key, what=what)
        for field in draft.model.fields:
            column = draft.sources.get(field.name)
            if isinstance(column, str) and column != key:
                what = what_of(draft.table.id.name, column)
                if what and is_masked(what, column, field):
                    yield Sensitive(table=draft.table.id, column=column, what=what)


def masked_by_table(found: Iterable[Sensitive]) -> dict[TableId, dict[str, str]]:
    masked: dict[TableId, dict[str, str]] = {}
    for one in found:
        masked.setdefault(one.table, {})[one.column] = one.what
    return masked
