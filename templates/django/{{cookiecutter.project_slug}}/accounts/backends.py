from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from . import throttle


class ThrottledBackend(ModelBackend):
    """Users by password, throttled wherever they log in: on a page or for a token.

    Django spends the same time on a user name that nobody has.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is None:
            return super().authenticate(request, username, password, **kwargs)
        username = get_user_model().normalize_username(username)
        throttle.count(request, username)
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            throttle.forget(request, username)
        return user
