from flask_admin import Admin

from ..admin import RecordAdmin
from .forms import UserForm
from .models import User


class UserAdmin(RecordAdmin):
    column_list = ["username", "is_staff", "is_active", "created_at"]
    column_searchable_list = ["username"]
    column_default_sort = "username"
    form = UserForm


def init_app(site: Admin) -> None:
    site.add_view(UserAdmin(User, "accounts", "Users"))
