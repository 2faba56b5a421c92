"""Addresses of the floor."""

from django.urls import path

from benchmarks.floor import views

urlpatterns = [
    path("register/", views.register),
    path("act/<int:case>/", views.act),
    path("cases/", views.cases),
    path("cases/<int:case>/", views.case),
    path("counts/", views.counts),
    path("repeats/", views.repeats),
    path("track/", views.track),
    path("own/", views.own),
    path("api/register/", views.register_by_programme),
    path("api/act/<int:case>/", views.act_by_programme),
    path("api/cases/", views.cases_for_programme),
    path("api/cases/<int:case>/", views.case_for_programme),
]
