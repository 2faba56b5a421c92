"""Addresses below `/receptions/`, in the namespace of the pages."""

from django.urls import path

from petitions.receptions import matter_views, promise_views, timetable_views, visit_views

urlpatterns = [
    path("", timetable_views.timetable_page, name="receptions"),
    path("new/", timetable_views.plan_page, name="reception_new"),
    path("<number:pk>/", timetable_views.day_page, name="reception"),
    path("<number:pk>/edit/", timetable_views.edit_page, name="reception_edit"),
    path("<number:pk>/strike-off/", timetable_views.strike_off, name="reception_strike_off"),
    path("visits/<number:pk>/", visit_views.visit_page, name="visit"),
    path("visits/<number:pk>/edit/", visit_views.arrival_page, name="visit_edit"),
    path("visits/<number:pk>/record/", visit_views.record_page, name="visit_record"),
    path("visits/<number:pk>/matters/", visit_views.matter_part, name="visit_matter_new"),
    path("matters/<number:pk>/case/", matter_views.open_case_page, name="visit_matter_case"),
    path("matters/<number:pk>/link/", matter_views.link_case_page, name="visit_matter_link"),
    path("matters/<number:pk>/outcome/", matter_views.outcome_page, name="visit_matter_outcome"),
    path("matters/<number:pk>/promise/", matter_views.promise_page, name="visit_matter_promise"),
    path("promises/", promise_views.promises_page, name="promises"),
    path("promises/<number:pk>/", promise_views.promise_page, name="promise"),
]
