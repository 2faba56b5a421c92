"""Limits, calendar and ladders; mounted at /limits/."""

from django.urls import path

from workflows.pages import amending, amendments, calendar, ladders, limits

app_name = "limits"

urlpatterns = [
    path("", limits.catalogue_page, name="catalogue"),
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("amendments/", amendments.amendments_page, name="amendments"),
    path("amendments/<int:pk>/", amendments.amendment_page, name="amendment"),
    path("<slug:key>/", limits.limit_page, name="limit"),
    path("<slug:key>/amend/", amending.amend_page, name="amend"),
    path("<slug:key>/ladder/", ladders.ladder_page, name="ladder"),
]
