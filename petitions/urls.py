"""The pages: desk, ledger, cases, leaders, tip-offs, portal."""

from django.contrib.auth import views as accounts
from django.urls import include, path

from petitions.pages import (
    account,
    case,
    clue_register,
    clues,
    desk,
    imports,
    leaders,
    ledger,
    portal,
    portal_receptions,
    register,
    sharing,
)

app_name = "petitions"

urlpatterns = [
    path("", desk.desk_page, name="desk"),
    path("login/", account.SignIn.as_view(), name="login"),
    path("logout/", accounts.LogoutView.as_view(), name="logout"),
    path("desks/<int:pk>/claim/", case.claim_desk, name="claim"),
    path("desks/<int:pk>/hand-over/", case.hand_over_desk, name="hand_over"),
    path("cases/", ledger.ledger_page, name="ledger"),
    path("cases/export.<str:kind>", ledger.export, name="export"),
    path("cases/new/", register.register_page, name="register"),
    path("cases/new/repeats/", register.repeats_part, name="register_repeats"),
    path("cases/new/regions/", register.regions_part, name="register_regions"),
    path("cases/new/done/", register.registered_page, name="registered"),
    path("cases/import/", imports.import_page, name="import"),
    path("cases/import/rejected.csv", imports.rejected_file, name="import_rejected"),
    path("cases/<str:number>/", case.case_page, name="case"),
    path("cases/<str:number>/acts/<str:act>/", case.act_page, name="case_act"),
    path("cases/<str:number>/flow.svg", case.flow_picture, name="case_flow"),
    path("cases/<str:number>/documents/<int:pk>/", case.document_page, name="document"),
    path("cases/<str:number>/attachments/<int:pk>/", case.attachment_file, name="attachment"),
    path("leaders/", leaders.leaders_page, name="leaders"),
    path("leaders/share/", sharing.share_page, name="share"),
    path("leaders/share/propose/", sharing.propose, name="share_propose"),
    path("leaders/share/move/", sharing.move, name="share_move"),
    path("leaders/share/confirm/", sharing.confirm, name="share_confirm"),
    path("leaders/share/drop/", sharing.drop, name="share_drop"),
    path("leaders/share/pass/", sharing.pass_on, name="share_pass"),
    path("leaders/share/<int:pk>/", sharing.record_page, name="share_record"),
    path("receptions/", include("petitions.receptions.urls")),
    path("clues/", clues.clues_page, name="clues"),
    path("clues/new/", clue_register.clue_register_page, name="clue_register"),
    path("clues/sealed/", clue_register.sealed_page, name="clue_sealed"),
    path("clues/<str:number>/", clues.clue_page, name="clue"),
    path("clues/<str:number>/acts/<str:act>/", clues.clue_act_page, name="clue_act"),
    path("portal/", portal.portal_home, name="portal"),
    path("portal/submit/", portal.portal_submit, name="portal_submit"),
    path("portal/track/", portal.portal_track, name="portal_track"),
    path("portal/receptions/", portal_receptions.portal_receptions, name="portal_receptions"),
    path("portal/case/", portal.portal_case, name="portal_case"),
]
