"""Send each request to both starters and compare what they answer.

answers <- translation <- proxy: what makes two answers equal, how one client talks to
both, and the proxy that puts it together.
"""

from __future__ import annotations

from scaffold.replay.answers import Contrast, compare
from scaffold.replay.proxy import Replay, is_the_frameworks_own, replaying
from scaffold.run.http import Request, Response, send

__all__ = [
    "Contrast",
    "Replay",
    "Request",
    "Response",
    "compare",
    "is_the_frameworks_own",
    "replaying",
    "send",
]
