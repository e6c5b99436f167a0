"""Users: sign-up, login and logout, the profile, passwords, and tokens for the API."""

from . import api, commands, views

BLUEPRINTS = [views.blueprint, api.blueprint, commands.blueprint]
