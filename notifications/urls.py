"""Mounted at /inbox/notices/."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.inbox_page, name="inbox"),
    path("read/", views.read_all, name="read-all"),
    path("email/", views.choose_email, name="email"),
    path("<uuid:pk>/", views.open_notice, name="open"),
    path("<uuid:pk>/read/", views.read_notice, name="read"),
]
