{% if "users" in cookiecutter._spec.families -%}
"""How users are found to be chosen for a row."""

from operator import attrgetter

from ..support.keyset import Listing
from ..support.types import Id
from .models import User

# In the admin, by the name to log in with.
USERS = Listing(model=User, sorts={"id": Id}, search=[User.username])
{%- if "user" in cookiecutter._spec.kinds %}

# On pages, by the name that others see. Who is not active is no longer offered.
PEOPLE = Listing(
    model=User,
    sorts={"id": Id},
    search=[User.public_name],
    offered=[User.is_active.is_(True)],
    called=attrgetter("public_name"),
)
{%- endif %}
{% endif -%}
