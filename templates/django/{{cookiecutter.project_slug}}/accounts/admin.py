from django.contrib import admin
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group
from django.utils.html import format_html

from support.admin import RecordAdmin

from .models import User


@admin.register(User)
class UserAdmin(RecordAdmin, auth.UserAdmin):
    """Django's own, with a link where it shows parts of the password's hash."""

    fieldsets = [
        (None, {"fields": ["username", "new_password"]}),
        *auth.UserAdmin.fieldsets[1:],
    ]
    readonly_fields = ["new_password", "last_login", "date_joined"]

    @admin.display(description="password")
    def new_password(self, user):
        return format_html('<a href="{}">Set a new password</a>', "../password/")


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(RecordAdmin, auth.GroupAdmin):
    pass
