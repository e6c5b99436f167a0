from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend

from . import throttle
from .models import username_key


class ThrottledBackend(ModelBackend):
    """Users by password, throttled wherever they log in: on a page or for a token.

    For a name that nobody has, Django hashes too: the time does not tell.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is None or username is None:
            return super().authenticate(request, username, password, **kwargs)
        throttle.count(request, username_key(username))
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            throttle.forget(request, username_key(username))
        return user

    # Django's own asynchronous method finds users by itself and counts nothing.
    aauthenticate = sync_to_async(authenticate)
