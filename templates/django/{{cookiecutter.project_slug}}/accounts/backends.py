from django.contrib.auth.backends import ModelBackend

from . import throttle
from .models import username_key


class ThrottledBackend(ModelBackend):
    """Users by password, throttled wherever they log in: on a page or for a token.

    Django spends the same time on a user name that nobody has.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is None or username is None:
            return super().authenticate(request, username, password, **kwargs)
        throttle.count(request, username_key(username))
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            throttle.forget(request, username_key(username))
        return user
