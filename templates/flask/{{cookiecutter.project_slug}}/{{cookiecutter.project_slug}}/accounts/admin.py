from ..support.admin import RecordView
from .forms import UserForm
from .models import User


class UserView(RecordView):
    column_list = ["username", "email", "is_editor", "is_active", "created_at"]
    column_filters = ["is_editor", "is_active", "created_at"]
    column_searchable_list = ["username", "email"]
    column_default_sort = "username"
    form = UserForm


USER_VIEWS = {"accounts": (UserView, User, "Users")}
