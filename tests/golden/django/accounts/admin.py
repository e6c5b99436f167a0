from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField

from myproject.admin import RecordAdmin
from myproject.rows import RowsField

from .models import User


class HiddenHash(ReadOnlyPasswordHashWidget):
    """The button that sets a new password, without the parts of the old one's hash."""

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"summary": []}


class UserForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].widget = HiddenHash()


@admin.register(User)
class UserAdmin(RecordAdmin, auth_admin.UserAdmin):
    form = UserForm
    formfield_overrides = {ManyToManyField: {"form_class": RowsField}}


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(RecordAdmin, auth_admin.GroupAdmin):
    pass
