"""Limits, calendar and ladders; mounted at /limits/."""

from django.urls import path

from workflows.amendments.views import (
    amend_rule,
    amendment_list,
    calendar_pages,
    ladder_editor,
    review_route_pages,
    rule_pages,
)

app_name = "limits"

urlpatterns = [
    path("", rule_pages.catalogue_page, name="catalogue"),
    path("calendar/", calendar_pages.calendar_page, name="calendar"),
    path("amendments/", amendment_list.amendments_page, name="amendments"),
    path("amendments/<number:pk>/", amendment_list.amendment_page, name="amendment"),
    path("reviews/", review_route_pages.review_routes_page, name="review_routes"),
    path("reviews/<str:code>/", review_route_pages.review_route_page, name="review_route"),
    path("<slug:key>/", rule_pages.limit_page, name="limit"),
    path("<slug:key>/amend/", amend_rule.amend_page, name="amend"),
    path("<slug:key>/ladder/", ladder_editor.ladder_page, name="ladder"),
]
