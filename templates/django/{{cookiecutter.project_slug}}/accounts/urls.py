from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("signup", views.Signup.as_view(), name="signup"),
    path("login", views.Login.as_view(), name="login"),
    path("logout", views.Logout.as_view(), name="logout"),
    path("profile", views.profile, name="profile"),
]
