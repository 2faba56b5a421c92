"""Mounted at /account/: a person's own account."""

from django.urls import path

from organizations.signing_in import account_views, link_views

app_name = "organizations"

urlpatterns = [
    path("", account_views.account_page, name="account"),
    path("password/", account_views.ChangePassword.as_view(), name="password"),
    path("address/", link_views.address_page, name="address"),
    path("address/confirm/", link_views.address_confirm, name="address_confirm"),
    path("link/", link_views.open_link, name="link"),
    path("link/password/", link_views.link_password, name="link_password"),
    path("second-factor/", account_views.second_factor_page, name="second_factor"),
    path("sessions/end-others/", account_views.end_other_sessions, name="sessions_end_others"),
    path("sessions/<slug:handle>/end/", account_views.end_session, name="session_end"),
]
