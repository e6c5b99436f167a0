"""A team's domain: what it may say, how it is written, what must hold."""

from __future__ import annotations

from scaffold.spec.model import DEFAULT_APP, Model, Spec, default_spec

__all__ = ["DEFAULT_APP", "Model", "Spec", "default_spec"]
