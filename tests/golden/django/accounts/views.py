from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.db import IntegrityError, transaction
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import CreateView

from myproject.database import is_collision

from .forms import LoginForm, SignupForm
from .models import User


class LocalRedirects:
    """`next` leads to a path of this site, whatever host the request named."""

    def get_redirect_url(self):
        url = super().get_redirect_url()
        return url if url.startswith("/") and url.isprintable() else ""

    def get_success_url_allowed_hosts(self):
        return set()


class Login(LocalRedirects, LoginView):
    http_method_names = ["get", "post"]
    form_class = LoginForm
    template_name = "accounts/login.html"

    def form_valid(self, form):
        """Start a new session in any case: others may know the key of the old one."""
        self.request.session.flush()
        return super().form_valid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Logout(LocalRedirects, LogoutView):
    """End the session at the server too: a copy of its cookie is worth nothing."""

    http_method_names = ["post"]


class Signup(CreateView):
    http_method_names = ["get", "post"]
    form_class = SignupForm
    template_name = "accounts/signup.html"
    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form):
        try:
            with transaction.atomic():
                response = super().form_valid(form)
        except IntegrityError as error:
            if not is_collision(error):
                raise
            # Somebody else took the name since it was checked.
            form.add_error(
                "username", form.instance.unique_error_message(User, ["username"])
            )
            self.object = None
            return self.form_invalid(form)
        login(self.request, self.object)
        return response

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@csrf_exempt  # It only shows something, and so POST is told 405 instead of 403.
@require_safe
@login_required
def profile(request):
    return render(request, "accounts/profile.html")
