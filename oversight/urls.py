"""Addresses of the oversight pages."""

from django.urls import path

from oversight.dashboard import dashboard_views
from oversight.integrity import check_views
from oversight.readings import reading_views
from oversight.simulation import simulation_views
from oversight.transfers import transfer_views

app_name = "oversight"
urlpatterns = [
    path("oversight/", dashboard_views.dashboard_page, name="dashboard"),
    path("oversight/cases/", dashboard_views.cases_page, name="cases"),
    path("oversight/checks/", check_views.checks_page, name="checks"),
    path("oversight/readings/", reading_views.readings_page, name="readings"),
    path("oversight/simulate/", simulation_views.simulate_page, name="simulate"),
    path("transfers/", transfer_views.transfers_page, name="transfers"),
    path("oversight/trend.svg", dashboard_views.trend_image, name="trend"),
    path("oversight/reports/<slug:kind>/", dashboard_views.report_page, name="report"),
    path(
        "oversight/reports/<slug:kind>.<slug:ending>",
        dashboard_views.report_file,
        name="report_file",
    ),
]
