"""Logs on standard output: one JSON object per line, in debug lines for people.

Without it Flask's lines have a form of their own, which no collector of logs can read.
"""

import logging
import sys

from flask import Flask
from pythonjsonlogger.json import JsonFormatter

NAMES = {"levelname": "level", "name": "logger", "exc_info": "exception"}


def init_app(app: Flask) -> None:
    handler = logging.StreamHandler(sys.stdout)
    if app.debug:
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    else:
        fields = "{levelname}{name}{message}"
        json = JsonFormatter(fields, style="{", rename_fields=NAMES, timestamp="time")
        handler.setFormatter(json)
    logging.basicConfig(handlers=[handler], level=app.config["LOG_LEVEL"], force=True)
