from flask_admin import Admin

from ..extensions import db
from ..support.admin import RecordView
from .forms import UserForm
from .models import User


class UserView(RecordView):
    column_list = ["username", "email", "is_editor", "is_active", "created_at"]
    column_filters = ["is_editor", "is_active", "created_at"]
    column_searchable_list = ["username", "email"]
    column_default_sort = "username"
    form = UserForm


def init_app(site: Admin) -> None:
    site.add_view(UserView(User, db, "Users", endpoint="admin_accounts", url="accounts"))
