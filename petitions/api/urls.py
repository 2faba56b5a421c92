"""Addresses below `/api/v1/`."""

from django.urls import path, re_path

from petitions.api import acts, cases, desk, handovers, lookups, measures, receptions
from petitions.api.schema import SchemaView

app_name = "api"
urlpatterns = [
    path("cases/", cases.CasesView.as_view(), name="cases"),
    path("cases/<str:number>/", cases.CaseView.as_view(), name="case"),
    path("cases/<str:number>/acts/", acts.ActsView.as_view(), name="acts"),
    path("cases/<str:number>/acts/<slug:act>/", acts.ActView.as_view(), name="act"),
    path("cases/<str:number>/clocks/", cases.ClocksView.as_view(), name="clocks"),
    path("cases/<str:number>/events/", cases.EventsView.as_view(), name="events"),
    path("desk/", desk.DeskView.as_view(), name="desk"),
    path("desk/<int:task>/claim/", desk.ClaimView.as_view(), name="claim"),
    path("measures/", measures.MeasuresView.as_view(), name="measures"),
    path("measures/evidence/<int:pk>/", measures.EvidenceView.as_view(), name="evidence"),
    path("handovers/", handovers.HandoversView.as_view(), name="handovers"),
    path("handovers/<int:pk>/", handovers.HandoverView.as_view(), name="handover"),
    path("handovers/<int:pk>/sort/", handovers.SortView.as_view(), name="handover_sort"),
    path("receptions/", receptions.ReceptionsView.as_view(), name="receptions"),
    path("units/", lookups.UnitsView.as_view(), name="units"),
    path("regions/", lookups.RegionsView.as_view(), name="regions"),
    path("problems/<slug:code>/", lookups.ProblemView.as_view(), name="problem"),
    path("schema/", SchemaView.as_view(), name="schema"),
    # Reports are a floor above: their addresses are for the wiring to add after these.
    re_path(r"^(?!reports/)", lookups.NothingHereView.as_view(), name="nothing"),
]
