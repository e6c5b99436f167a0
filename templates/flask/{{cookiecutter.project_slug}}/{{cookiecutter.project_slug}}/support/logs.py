"""Logs on standard output: one JSON object per line, in debug lines for people.

Without it Flask's lines have a form of their own, which no collector of logs can read.
"""

from logging.config import dictConfig

from flask import Flask


def init_app(app: Flask) -> None:
    json = {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "format": "{levelname}{name}{message}",
        "style": "{",
        "rename_fields": {
            "levelname": "level",
            "name": "logger",
            "exc_info": "exception",
        },
        "timestamp": "time",
    }
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": json,
                "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
            },
            "handlers": {
                "stdout": {
                    "class": "logging.StreamHandler",
                    "stream": "ext://sys.stdout",
                    "formatter": "plain" if app.debug else "json",
                }
            },
            "root": {"handlers": ["stdout"], "level": app.config["LOG_LEVEL"]},
        }
    )
