"""The models, with their pages, JSON API and admin."""

from . import api, seed, views

BLUEPRINTS = [views.blueprint, api.blueprint, seed.blueprint]
