"""Addresses below `/receptions/`, in the namespace of the pages."""

from django.urls import path

from petitions.receptions import matter_views, promise_views, timetable_views, visit_views

urlpatterns = [
    path("", timetable_views.timetable_page, name="receptions"),
    path("new/", timetable_views.plan_page, name="reception_new"),
    path("<int:pk>/", timetable_views.day_page, name="reception"),
    path("<int:pk>/edit/", timetable_views.edit_page, name="reception_edit"),
    path("<int:pk>/strike-off/", timetable_views.strike_off, name="reception_strike_off"),
    path("visits/<int:pk>/", visit_views.visit_page, name="visit"),
    path("visits/<int:pk>/edit/", visit_views.arrival_page, name="visit_edit"),
    path("visits/<int:pk>/record/", visit_views.record_page, name="visit_record"),
    path("visits/<int:pk>/matters/", visit_views.matter_part, name="visit_matter_new"),
    path("matters/<int:pk>/case/", matter_views.open_case_page, name="visit_matter_case"),
    path("matters/<int:pk>/link/", matter_views.link_case_page, name="visit_matter_link"),
    path("matters/<int:pk>/outcome/", matter_views.outcome_page, name="visit_matter_outcome"),
    path("matters/<int:pk>/promise/", matter_views.promise_page, name="visit_matter_promise"),
    path("promises/", promise_views.promises_page, name="promises"),
    path("promises/<int:pk>/", promise_views.promise_page, name="promise"),
]
