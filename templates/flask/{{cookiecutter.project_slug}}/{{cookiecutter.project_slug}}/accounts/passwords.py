"""Passwords: how they are stored, and which ones are good enough."""

import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
MAX_LENGTH = 128

# These numbers, and those of what is too similar, are Django's.
_hasher = PasswordHasher(time_cost=2, memory_cost=102400, parallelism=8)


def make_hash(password: str) -> str:
    return _hasher.hash(password)


def verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (InvalidHashError, VerificationError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Say whether it was made with older parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def weaknesses(password: str, username: str) -> list[str]:
    """Return what is wrong with a new password, in words for its owner."""
    found = []
    if _similar(password, username):
        found.append("The password is too similar to the username.")
    if len(password) < MIN_LENGTH:
        found.append(
            "This password is too short."
            f" It must contain at least {MIN_LENGTH} characters."
        )
    if password.lower().strip() in _common():
        found.append("This password is too common.")
    if password.isdigit():
        found.append("This password is entirely numeric.")
    return found


def _similar(password: str, username: str) -> bool:
    password, username = password.lower(), username.lower()
    for part in (*re.split(r"\W+", username), username):
        # A short name inside a long password makes it no weaker.
        if len(password) >= 10 * len(part) and len(part) < 0.35 * len(password):
            continue
        if SequenceMatcher(a=password, b=part).quick_ratio() >= 0.7:
            return True
    return False


@cache
def _common() -> frozenset[str]:
    file = Path(__file__).with_name("common_passwords.txt")
    return frozenset(file.read_text(encoding="utf-8").split())
