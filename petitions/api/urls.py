"""Addresses below `/api/v1/`."""

from django.urls import path, re_path

from petitions.api import (
    act_endpoints,
    attachment_endpoints,
    case_endpoints,
    desk_endpoints,
    document_endpoints,
    handover_endpoints,
    lookup_endpoints,
    measure_endpoints,
    note_endpoints,
    reception_endpoints,
)
from petitions.api.schema import SchemaView

app_name = "api"
urlpatterns = [
    path("cases/", case_endpoints.CasesView.as_view(), name="cases"),
    path("cases/<str:number>/", case_endpoints.CaseView.as_view(), name="case"),
    path("cases/<str:number>/acts/", act_endpoints.ActsView.as_view(), name="acts"),
    path("cases/<str:number>/acts/<slug:act>/", act_endpoints.ActView.as_view(), name="act"),
    path(
        "cases/<str:number>/attachments/",
        attachment_endpoints.AttachmentsView.as_view(),
        name="attachments",
    ),
    path(
        "cases/<str:number>/attachments/<number:pk>/",
        attachment_endpoints.AttachmentView.as_view(),
        name="attachment",
    ),
    path("cases/<str:number>/clocks/", case_endpoints.ClocksView.as_view(), name="clocks"),
    path(
        "cases/<str:number>/documents/<number:pk>/",
        document_endpoints.DocumentView.as_view(),
        name="document",
    ),
    path("cases/<str:number>/events/", case_endpoints.EventsView.as_view(), name="events"),
    path("cases/<str:number>/notes/", note_endpoints.NotesView.as_view(), name="notes"),
    path("desk/", desk_endpoints.DeskView.as_view(), name="desk"),
    path("desk/<number:task>/claim/", desk_endpoints.ClaimView.as_view(), name="claim"),
    path("measures/", measure_endpoints.MeasuresView.as_view(), name="measures"),
    path(
        "measures/evidence/<number:pk>/", measure_endpoints.EvidenceView.as_view(), name="evidence"
    ),
    path("handovers/", handover_endpoints.HandoversView.as_view(), name="handovers"),
    path("handovers/<number:pk>/", handover_endpoints.HandoverView.as_view(), name="handover"),
    path(
        "handovers/<number:pk>/sort/", handover_endpoints.SortView.as_view(), name="handover_sort"
    ),
    path("receptions/", reception_endpoints.ReceptionsView.as_view(), name="receptions"),
    path("units/", lookup_endpoints.UnitsView.as_view(), name="units"),
    path("regions/", lookup_endpoints.RegionsView.as_view(), name="regions"),
    path("problems/<slug:code>/", lookup_endpoints.ProblemView.as_view(), name="problem"),
    path("schema/", SchemaView.as_view(), name="schema"),
    # Reports are a floor above: their addresses are for the wiring to add after these.
    re_path(r"^(?!reports/)", lookup_endpoints.NothingHereView.as_view(), name="nothing"),
]
