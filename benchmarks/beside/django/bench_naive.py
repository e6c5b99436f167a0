"""The starter with one more list, as it is often written first.

Everything else is the starter's, but connections, which here last for one request
as they do by default in Django.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "myproject.settings"

from django.conf import settings  # noqa: E402

settings.DATABASES["default"]["CONN_MAX_AGE"] = 0

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from catalog.models import Product  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from myproject import urls  # noqa: E402


def products(request):
    paginator = Paginator(Product.objects.all(), 20)
    page = paginator.get_page(request.GET.get("page"))
    return JsonResponse(
        {
            "count": paginator.count,
            "items": [
                {
                    "id": product.pk,
                    "name": product.name,
                    "price": product.price,
                    "status": product.status,
                    "category": product.category.name,
                    "tags": [tag.name for tag in product.tags.all()],
                    "created_at": product.created_at,
                }
                for product in page
            ],
        }
    )


urls.urlpatterns.append(path("naive/products", products))
