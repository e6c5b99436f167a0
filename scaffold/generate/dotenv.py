"""The .env of a fresh starter: a secret of its own, debug on, private."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

_SECRET_KEY = re.compile(r"^SECRET_KEY=.*$", re.MULTILINE)
_DEBUG = re.compile(r"^DEBUG=.*$", re.MULTILINE)


def write(starter: Path) -> None:
    """Write ``.env`` from ``.env.example``, readable by its owner only.

    token_urlsafe: Django's own generator may put a "$" in a key, which
    django-environ reads as a reference to another variable.
    """
    text = (starter / ".env.example").read_text(encoding="utf-8")
    text = _SECRET_KEY.sub(f"SECRET_KEY={secrets.token_urlsafe(50)}", text)
    text = _DEBUG.sub("DEBUG=true", text)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    handle = os.open(starter / ".env", flags, 0o600)
    with open(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
