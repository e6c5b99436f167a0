from django.contrib.admin.apps import AdminConfig


class SiteAdminConfig(AdminConfig):
    default_site = "{{ cookiecutter.project_slug }}.admin.SiteAdmin"
