"""Addresses below `/receptions/`, in the namespace of the pages."""

from django.urls import path

from petitions.pages import promises, receptions, visit_matters, visits

urlpatterns = [
    path("", receptions.timetable_page, name="receptions"),
    path("new/", receptions.plan_page, name="reception_new"),
    path("<int:pk>/", receptions.day_page, name="reception"),
    path("<int:pk>/edit/", receptions.edit_page, name="reception_edit"),
    path("<int:pk>/strike-off/", receptions.strike_off, name="reception_strike_off"),
    path("visits/<int:pk>/", visits.visit_page, name="visit"),
    path("visits/<int:pk>/edit/", visits.arrival_page, name="visit_edit"),
    path("visits/<int:pk>/record/", visits.record_page, name="visit_record"),
    path("visits/<int:pk>/matters/", visits.matter_part, name="visit_matter_new"),
    path("matters/<int:pk>/case/", visit_matters.open_case_page, name="visit_matter_case"),
    path("matters/<int:pk>/link/", visit_matters.link_case_page, name="visit_matter_link"),
    path("matters/<int:pk>/outcome/", visit_matters.outcome_page, name="visit_matter_outcome"),
    path("matters/<int:pk>/promise/", visit_matters.promise_page, name="visit_matter_promise"),
    path("promises/", promises.promises_page, name="promises"),
    path("promises/<int:pk>/", promises.promise_page, name="promise"),
]
