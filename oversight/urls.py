"""Addresses of the oversight pages."""

from django.urls import path

from oversight import views
from oversight.pages import checks, readings, simulation, transfers

app_name = "oversight"
urlpatterns = [
    path("oversight/", views.dashboard_page, name="dashboard"),
    path("oversight/cases/", views.cases_page, name="cases"),
    path("oversight/checks/", checks.checks_page, name="checks"),
    path("oversight/readings/", readings.readings_page, name="readings"),
    path("oversight/simulate/", simulation.simulate_page, name="simulate"),
    path("transfers/", transfers.transfers_page, name="transfers"),
    path("oversight/trend.svg", views.trend_image, name="trend"),
    path("oversight/reports/<slug:kind>/", views.report_page, name="report"),
    path("oversight/reports/<slug:kind>.<slug:ending>", views.report_file, name="report_file"),
]
