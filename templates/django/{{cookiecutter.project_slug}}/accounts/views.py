from django.contrib.auth import login
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from support.views import CreateView, FormMixin

from . import throttle
from .forms import SignupForm


class Signup(CreateView):
    form_class = SignupForm
    template_name = "accounts/signup.html"
    success_url = reverse_lazy("accounts:profile")
    success_message = "Welcome, %(username)s."

    def form_valid(self, form):
        response = super().form_valid(form)
        login(self.request, self.object)
        return response


class LocalRedirects:
    def get_redirect_url(self, *args):
        """Let `next` be a path only: Django takes the request's own host too."""
        url = super().get_redirect_url(*args)
        is_path = url.startswith("/") and not url.startswith("//")
        return url if is_path and url.isprintable() else ""


class Login(LocalRedirects, FormMixin, auth.LoginView):
    template_name = "accounts/login.html"


class Logout(LocalRedirects, auth.LogoutView):
    pass


class PasswordChange(FormMixin, auth.PasswordChangeView):
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:profile")
    success_message = "Your password was changed."

    def post(self, request, *args, **kwargs):
        """Count guesses of the old password like failed logins."""
        name = request.user.username_key
        throttle.count(request, name)
        form = self.get_form()
        if "old_password" not in form.errors:
            throttle.forget(request, name)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)


class PasswordReset(FormMixin, auth.PasswordResetView):
    template_name = "accounts/password_reset.html"
    email_template_name = "accounts/password_reset_email.txt"
    subject_template_name = "accounts/password_reset_subject.txt"
    success_url = reverse_lazy("accounts:login")
    success_message = "If somebody here has this address, a link is on its way to it."

    def form_valid(self, form):
        """Limit the links for one address, whether somebody has it or not."""
        throttle.count(self.request, f"reset {form.cleaned_data['email'].casefold()}")
        return super().form_valid(form)


class PasswordResetConfirm(FormMixin, auth.PasswordResetConfirmView):
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:login")
    success_message = "Your password was changed. Log in with the new one."


@require_safe
@login_required
def profile(request):
    return render(request, "accounts/profile.html")
