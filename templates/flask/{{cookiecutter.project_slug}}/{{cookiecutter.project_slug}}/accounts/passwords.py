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


def weakness(password: str, username: str) -> str:
    """Return what is wrong with a new password, in words for its owner."""
    if "\x00" in password:
        return "Null characters are not allowed."
    if password.isdigit():
        return "This password is entirely numeric."
    if password.lower().strip() in common():
        return "This password is too common."
    if is_similar(password.lower(), username.lower()):
        return "This password is too similar to the user name."
    return ""


def is_similar(password: str, username: str) -> bool:
    for part in (*re.split(r"\W+", username), username):
        # A short name inside a long password makes it no weaker.
        if len(password) >= 10 * len(part) and len(part) < 0.35 * len(password):
            continue
        if SequenceMatcher(a=password, b=part).quick_ratio() >= 0.7:
            return True
    return False


@cache
def common() -> frozenset[str]:
    file = Path(__file__).with_name("common_passwords.txt")
    return frozenset(file.read_text(encoding="utf-8").split())
