"""What gunicorn serves: `gunicorn myproject.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "myproject.settings")

application = get_wsgi_application()

# Load the views before gunicorn forks, so that its workers share their memory.
_ = get_resolver().url_patterns
