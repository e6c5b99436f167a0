"""Passwords: how they are stored, and which ones are good enough."""

import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# These numbers, and those of what is too similar, are Django's.
_hasher = PasswordHasher(time_cost=2, memory_cost=102400, parallelism=8)


def make_hash(password: str) -> str:
    return _hasher.hash(password)


def verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (InvalidHashError, VerificationError):
        return False


def is_old(password_hash: str) -> bool:
    """Say whether a hash was made with other numbers than today's."""
    return _hasher.check_needs_rehash(password_hash)


def weakness(password: str, username: str) -> str:
    """Return what is wrong with a new password, in words for its owner."""
    if "\x00" in password:
        return "Null characters are not allowed."
    if password.isdigit():
        return "This password is entirely numeric."
    if password.lower().strip() in common():
        return "This password is too common."
    for part in (*re.split(r"\W+", username), username):
        if SequenceMatcher(None, password.lower(), part.lower()).quick_ratio() >= 0.7:
            return "This password is too similar to the user name."
    return ""


@cache
def common() -> frozenset[str]:
    file = Path(__file__).with_name("common_passwords.txt")
    return frozenset(file.read_text(encoding="utf-8").split())
