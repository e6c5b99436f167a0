"""Changing a project that people work on: what has no step of its own stands here."""
