{% set users = "user" in cookiecutter._spec.kinds -%}
from ..support.admin import RecordView
{% if users -%}
from ..support.keyset import Listing
from ..support.types import Id
{% endif -%}
from .forms import UserForm
from .models import User

{% if users -%}
# Whom an editor may put in the place of who made a row.
USERS = Listing(model=User, sorts={"id": Id}, search=[User.username])

{% endif %}
class UserView(RecordView):
    column_list = ["username", "email", "is_editor", "is_active", "created_at"]
    column_filters = ["is_editor", "is_active", "created_at"]
    column_searchable_list = ["username", "email"]
    column_default_sort = "username"
    form = UserForm


USER_VIEWS = {"accounts": (UserView, User, "Users")}
