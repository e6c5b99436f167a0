"""For a starter of which something is found out: Argon2 at almost no cost, and a clock.

Python imports this by itself from ``PYTHONPATH``. A hash still says that it cost what the
starter asked for, so that no login writes it anew, and so that what was asked for can be
compared. Hashes that were made without this do not fit.

Where ``SCAFFOLD_CLOCK`` names a file, ``time.time()`` is ahead by the seconds in it: by
that clock are signed texts dated.
"""

import os
import re
import time
from pathlib import Path

try:
    from argon2 import _password_hasher, low_level
except ImportError:  # some other Python, which hashes nothing
    low_level = None

CHEAP = b"m=8,t=1,p=1"
COST = re.compile(rb"m=\d+,t=\d+,p=\d+")


def cheaply(hash_secret, verify_secret):
    def hash_cheaply(
        secret, salt, time_cost, memory_cost, parallelism, hash_len, type, version=19
    ):
        made = hash_secret(secret, salt, 1, 8, 1, hash_len, type, version)
        asked = f"m={memory_cost},t={time_cost},p={parallelism}"
        return made.replace(CHEAP, asked.encode(), 1)

    def verify_cheaply(hash, secret, type):
        return verify_secret(COST.sub(CHEAP, hash, count=1), secret, type)

    return hash_cheaply, verify_cheaply


if low_level:
    pair = cheaply(low_level.hash_secret, low_level.verify_secret)
    for module in (low_level, _password_hasher):
        module.hash_secret, module.verify_secret = pair

if clock := os.environ.get("SCAFFOLD_CLOCK"):
    true_time = time.time
    time.time = lambda: true_time() + float(Path(clock).read_text() or 0)
