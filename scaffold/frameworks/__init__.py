"""The two frameworks, a module with the same facts each; a third one is one more."""

from __future__ import annotations

from scaffold.frameworks.concerns import Concern
from scaffold.frameworks.django import DJANGO
from scaffold.frameworks.flask import FLASK
from scaffold.frameworks.framework import Framework

__all__ = ["ALL", "DJANGO", "FLASK", "Concern", "Framework"]

ALL = (DJANGO, FLASK)
