from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("signup", views.Signup.as_view(), name="signup"),
    path("login", views.Login.as_view(), name="login"),
    path("logout", views.Logout.as_view(), name="logout"),
    path("profile", views.profile, name="profile"),
    path("password_change", views.PasswordChange.as_view(), name="password_change"),
    path("password_reset", views.PasswordReset.as_view(), name="password_reset"),
    path(
        "password_reset/<uidb64>/<token>",
        views.PasswordResetConfirm.as_view(),
        name="password_reset_confirm",
    ),
]
