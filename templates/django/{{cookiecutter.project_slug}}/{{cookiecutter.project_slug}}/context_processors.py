from django.conf import settings


def site(request):
    """What every page shows."""
    return {
        "framework": "Django",
        "site_title": settings.SITE_TITLE,
        "site_description": settings.SITE_DESCRIPTION,
    }
