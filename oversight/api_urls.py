"""Addresses below `/api/v1/` that belong to a floor above the petitions' own."""

from django.urls import path

from oversight.reports.report_api import ReportView

app_name = "oversight_api"
urlpatterns = [path("reports/<slug:kind>/", ReportView.as_view(), name="report")]
