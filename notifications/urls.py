"""Mounted at /inbox/notices/."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.inbox_page, name="inbox"),
    path("read/", views.read_all, name="read-all"),
    path("by/<slug:key>/", views.choose_channel, name="channel"),
    path("<uuid:pk>/", views.open_notice, name="open"),
    path("<uuid:pk>/read/", views.read_notice, name="read"),
]
