"""One model spec in, two matching starter projects out: Django and Flask."""

__version__ = "0.1.0"
