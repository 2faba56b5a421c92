"""The pages: desk, ledger, cases, leaders, tip-offs, portal."""

from django.contrib.auth import views as accounts
from django.urls import include, path

from petitions.cases import case_views, desk_views, note_views
from petitions.entrance import sign_in_view
from petitions.handovers import handover_views
from petitions.inspector_supplies import supply_views
from petitions.intake import query_slips, registration_views
from petitions.leaders import leader_views, sharing_views
from petitions.ledgers import import_views, ledger_views, slip_views
from petitions.measures import measure_views
from petitions.portal import portal_views, reception_timetable
from petitions.reporter_portal import picture_views, report_views
from petitions.retention import retention_views
from petitions.tipoffs import (
    attachment_views,
    name_views,
    tipoff_intake_views,
    tipoff_views,
)
from workflows.states import Kind

app_name = "petitions"

urlpatterns = [
    path("", desk_views.desk_page, name="desk"),
    path("desk/next/", desk_views.next_case, name="next_case"),
    path("login/", sign_in_view.SignIn.as_view(), name="login"),
    path("logout/", accounts.LogoutView.as_view(), name="logout"),
    path("desks/<number:pk>/claim/", case_views.claim_desk, name="claim"),
    path("desks/<number:pk>/hand-over/", case_views.hand_over_desk, name="hand_over"),
    path("cases/", ledger_views.ledger_page, name="ledger"),
    path("cases/export.<str:kind>", ledger_views.export, name="export"),
    path("cases/new/", registration_views.register_page, name="register"),
    path("cases/new/repeats/", registration_views.repeats_part, name="register_repeats"),
    path("cases/new/regions/", registration_views.regions_part, name="register_regions"),
    path("cases/new/done/", registration_views.registered_page, name="registered"),
    path("cases/slips/", slip_views.slips_page, name="slips"),
    path("cases/slips/ready/", query_slips.ready_page, name="slips_ready"),
    path("cases/slips/print/", query_slips.print_document, name="slips_print"),
    path("cases/import/", import_views.import_page, name="import"),
    path("cases/import/<uuid:pk>/", import_views.run_page, name="import_run"),
    path("cases/import/<uuid:pk>/rejected.csv", import_views.rejected_file, name="import_rejected"),
    path("handovers/", handover_views.handovers_page, name="handovers"),
    path("handovers/<number:pk>/", handover_views.handover_page, name="handover"),
    path("cases/<str:number>/", case_views.case_page, name="case"),
    path(
        "cases/<str:number>/acts/resolve_name/",
        name_views.accusation_names_page,
        {"act": name_views.RESOLVE},
        name="accusation_names",
    ),
    path("cases/<str:number>/acts/<str:act>/", case_views.act_page, name="case_act"),
    path("cases/<str:number>/documents/<number:pk>/", case_views.document_page, name="document"),
    path(
        "cases/<str:number>/documents/<number:pk>/paper.pdf",
        case_views.document_file,
        {"shape": "pdf"},
        name="document_pdf",
    ),
    path(
        "cases/<str:number>/documents/<number:pk>/paper.docx",
        case_views.document_file,
        {"shape": "docx"},
        name="document_word",
    ),
    path(
        "cases/<str:number>/attachments/<number:pk>/", case_views.attachment_file, name="attachment"
    ),
    path(
        "cases/<str:number>/attachments/<number:pk>/shown/",
        case_views.attachment_shown,
        name="attachment_shown",
    ),
    path(
        "cases/<str:number>/events/<number:event>/files/<number:place>/shown/",
        case_views.event_file_shown,
        name="event_file_shown",
    ),
    path(
        "cases/<str:number>/events/<number:event>/files/<number:place>/",
        case_views.event_file,
        name="event_file",
    ),
    path(
        "cases/<str:number>/notes/",
        note_views.notes_page,
        {"kind": Kind.PETITION},
        name="case_notes",
    ),
    path("leaders/", leader_views.leaders_page, name="leaders"),
    path("leaders/share/", sharing_views.share_page, name="share"),
    path("leaders/share/propose/", sharing_views.propose, name="share_propose"),
    path("leaders/share/move/", sharing_views.move, name="share_move"),
    path("leaders/share/confirm/", sharing_views.confirm, name="share_confirm"),
    path("leaders/share/drop/", sharing_views.drop, name="share_drop"),
    path("leaders/share/pass/", sharing_views.pass_on, name="share_pass"),
    path("leaders/share/<number:pk>/", sharing_views.record_page, name="share_record"),
    path("measures/", measure_views.measures_page, name="measures"),
    path("measures/wall/", measure_views.wall_page, name="measures_wall"),
    path("measures/export.xlsx", measure_views.export, name="measures_export"),
    path("measures/evidence/<number:pk>/", measure_views.evidence_file, name="measure_evidence"),
    path(
        "measures/evidence/<number:pk>/shown/",
        measure_views.evidence_shown,
        name="measure_evidence_shown",
    ),
    path("retention/", retention_views.retention_page, name="retention"),
    path("retention/<str:number>/", retention_views.certificate_page, name="retention_certificate"),
    path("receptions/", include("petitions.receptions.urls")),
    path("vault/", include("petitions.vault.urls")),
    path("clues/", tipoff_views.clues_page, name="clues"),
    path("clues/new/", tipoff_intake_views.clue_register_page, name="clue_register"),
    path("clues/sealed/", tipoff_intake_views.sealed_page, name="clue_sealed"),
    path("clues/supplies/", supply_views.supplies_page, name="supplies"),
    path("clues/supplies/<number:pk>/decide/", supply_views.decide_page, name="supply_decide"),
    path("clues/supplies/<number:pk>/package/", supply_views.package_file, name="supply_package"),
    path("clues/<str:number>/", tipoff_views.clue_page, name="clue"),
    path(
        "clues/<str:number>/material/<number:pk>/",
        attachment_views.material_page,
        name="clue_material",
    ),
    path(
        "clues/<str:number>/notes/",
        note_views.notes_page,
        {"kind": Kind.TIP_OFF},
        name="clue_notes",
    ),
    path(
        "clues/<str:number>/acts/resolve_name/",
        name_views.clue_names_page,
        {"act": name_views.RESOLVE},
        name="clue_names",
    ),
    path("clues/<str:number>/acts/<str:act>/", tipoff_views.clue_act_page, name="clue_act"),
    path("portal/", portal_views.portal_home, name="portal"),
    path("portal/submit/", portal_views.portal_submit, name="portal_submit"),
    path("portal/track/", portal_views.portal_track, name="portal_track"),
    path("portal/receptions/", reception_timetable.portal_receptions, name="portal_receptions"),
    path("portal/case/", portal_views.portal_case, name="portal_case"),
    path("portal/report/", report_views.portal_report, name="portal_report"),
    path("portal/report/new/", report_views.portal_report_new, name="portal_report_new"),
    path("portal/report/picture/<uuid:key>/", picture_views.portal_picture, name="portal_picture"),
    path("portal/report/sound/<uuid:key>/", picture_views.portal_sound, name="portal_sound"),
    path("portal/report/own/", report_views.portal_report_own, name="portal_report_own"),
]
