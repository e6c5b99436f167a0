"""Send each request to both starters and compare what they answer.

messages <- answers <- translation <- proxy: HTTP as data, what makes two answers equal,
how one client talks to both, and the proxy that puts it together.
"""

from __future__ import annotations

from scaffold.replay.answers import Contrast, compare
from scaffold.replay.messages import Request, Response, send
from scaffold.replay.proxy import Replay, replaying

__all__ = [
    "Contrast",
    "Replay",
    "Request",
    "Response",
    "compare",
    "replaying",
    "send",
]
