from django.contrib import admin
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group

from support.admin import RecordAdmin

from .models import User

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(RecordAdmin, auth.UserAdmin):
{%- if "users" in cookiecutter._spec.families %}
    fieldsets = [*auth.UserAdmin.fieldsets, ("Pages", {"fields": ["display_name"]})]
{%- else %}
    pass
{%- endif %}


@admin.register(Group)
class GroupAdmin(RecordAdmin, auth.GroupAdmin):
    pass
