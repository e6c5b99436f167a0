"""Django with nothing around the views: no middleware, no validation, no cache."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "myproject.settings"

from django.conf import settings  # noqa: E402

settings.MIDDLEWARE = []
settings.ROOT_URLCONF = __name__
settings.INSTALLED_APPS = [
    "accounts",
    "catalog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
]

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from catalog.models import Product  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


def live(request):
    return JsonResponse({"status": "alive"})


def health(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "healthy"})


def products(request):
    rows = Product.objects.prefetch_related("tags").order_by("id")[:20]
    return JsonResponse(
        {
            "items": [
                {
                    "id": row.pk,
                    "name": row.name,
                    "price": str(row.price),
                    "status": row.status,
                    "category_id": row.category_id,
                    "tag_ids": [tag.pk for tag in row.tags.all()],
                    "created_at": row.created_at.isoformat(),
                }
                for row in rows
            ]
        }
    )


urlpatterns = [
    path("api/live", live),
    path("api/health", health),
    path("api/products", products),
]
