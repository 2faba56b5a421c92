"""Which addresses show lists, and how each of them is asked where growth is looked for."""

from typing import Final

Asked = tuple[tuple[str, str], ...]

LEDGER: Final = "/cases/?"
FLAT: Final[dict[str, Asked]] = {
    "petitions:desk": tuple(
        (name, "/") for name in ("officer", "unit_officer", "unit_head", "leader", "monitor")
    ),
    "petitions:ledger": (
        *((name, "/cases/") for name in ("officer", "unit_officer", "monitor", "stranger")),
        ("officer", f"{LEDGER}status=open"),
        ("officer", f"{LEDGER}status=accepted"),
        ("unit_officer", f"{LEDGER}status=over"),
        ("monitor", f"{LEDGER}overdue=on"),
        ("officer", f"{LEDGER}order=due"),
        ("officer", f"{LEDGER}order=-due"),
        ("officer", f"{LEDGER}order=received&since=2026-08-01"),
        ("officer", f"{LEDGER}channel=visit"),
        ("officer", f"{LEDGER}region=150121&petition_class=appeal"),
        ("officer", f"{LEDGER}q=养老"),
        ("officer", f"{LEDGER}q=养老保险待遇"),
        ("officer", f"{LEDGER}q=没有这样的词"),
        ("officer", f"{LEDGER}q=150121-2026-000003"),
        ("monitor", f"{LEDGER}q=150121-2026"),
        ("officer", f"{LEDGER}q=信访人甲"),
    ),
    "petitions:clues": (("clue_officer", "/clues/"), ("clue_officer", "/clues/?show=all")),
    "oversight:cases": tuple(
        (name, f"/oversight/cases/?show={show}")
        for name in ("monitor", "bureau_head", "unit_head")
        for show in ("received", "in_hand", "on_time", "late", "warned", "finished")
    ),
    "api:cases": (
        ("officer", "/api/v1/cases/"),
        ("unit_officer", "/api/v1/cases/?overdue=true"),
        ("monitor", "/api/v1/cases/?status=accepted,closed"),
        ("officer", "/api/v1/cases/?page=40&page_size=100"),
        ("officer", "/api/v1/cases/?q=养老保险"),
    ),
    "api:desk": (("officer", "/api/v1/desk/"), ("unit_officer", "/api/v1/desk/")),
    "api:units": (("officer", "/api/v1/units/"),),
    "notifications:inbox": (("officer", "/inbox/notices/"),),
}
"""Lists that read as much as they show, by the name of their address."""

LOOKED_FOR: Final = (
    *("channel=", "region=", "q=", "overdue=", "status=over", "order=-due", "since="),
    *("show=on_time", "show=late", "show=warned", "show=finished"),
)
"""Conditions that no index answers in the order of the list: windows are looked through."""

NOT_YET: Final[dict[str, str]] = {
    "oversight:dashboard": "figures by unit and month are counted from all cases",
    "oversight:trend": "the same",
    "oversight:report": "a report counts all cases of its period",
    "oversight:report_file": "the same",
    "oversight_api:report": "the same",
    "oversight:simulate": "plays past cases again",
    "oversight:transfers": "books are read whole",
    "oversight:readings": "who read what is listed with its kinds",
    "petitions:leaders": "counts the cases of each leader",
    "petitions:share": "shares out all cases of the offices that are left over",
    "petitions:share_record": "lines of one sharing",
    "petitions:measures": "measures of all cases in reach",
    "petitions:measures_wall": "the same",
    "petitions:measures_export": "an export is as long as what is asked for",
    "petitions:export": "the same",
    "api:measures": "measures of all cases in reach",
    "petitions:slips": "counts the matters without a query code, by ledger",
    "petitions:handovers": "ledgers handed over, some hundreds a year",
    "petitions:handover": "rows of one ledger",
    "api:handovers": "ledgers handed over, some hundreds a year",
    "api:handover": "rows of one ledger",
    "petitions:receptions": "days of receiving, some hundreds a year",
    "api:receptions": "the same",
    "petitions:promises": "promises given on those days",
    "petitions:retention": "ended cases whose term is over",
    "petitions:openings": "requests to open an identity",
    "petitions:portal_receptions": "days to come",
}
"""Lists that still grow with what they count, and why."""

NO_LIST: Final[frozenset[str]] = frozenset(
    [
        "api:act",
        "api:acts",
        "api:attachment",
        "api:attachments",
        "api:case",
        "api:claim",
        "api:clocks",
        "api:events",
        "api:evidence",
        "api:handover_sort",
        "api:notes",
        "api:nothing",
        "api:problem",
        "api:regions",
        "api:schema",
        "limits:amend",
        "limits:amendment",
        "limits:amendments",
        "limits:calendar",
        "limits:catalogue",
        "limits:ladder",
        "limits:limit",
        "limits:review_route",
        "limits:review_routes",
        "notifications:channel",
        "notifications:open",
        "notifications:read",
        "notifications:read-all",
        "oversight:checks",
        "petitions:accusation_names",
        "petitions:attachment",
        "petitions:attachment_shown",
        "petitions:case",
        "petitions:case_act",
        "petitions:case_notes",
        "petitions:claim",
        "petitions:clue",
        "petitions:clue_act",
        "petitions:clue_identities",
        "petitions:clue_material",
        "petitions:clue_names",
        "petitions:clue_notes",
        "petitions:clue_register",
        "petitions:clue_sealed",
        "petitions:document",
        "petitions:event_file",
        "petitions:event_file_shown",
        "petitions:hand_over",
        "petitions:import",
        "petitions:import_rejected",
        "petitions:login",
        "petitions:logout",
        "petitions:measure_evidence",
        "petitions:measure_evidence_shown",
        "petitions:next_case",
        "petitions:opening",
        "petitions:opening_decide",
        "petitions:opening_identity",
        "petitions:portal",
        "petitions:portal_case",
        "petitions:portal_picture",
        "petitions:portal_report",
        "petitions:portal_report_new",
        "petitions:portal_report_own",
        "petitions:portal_sound",
        "petitions:portal_submit",
        "petitions:portal_track",
        "petitions:promise",
        "petitions:reception",
        "petitions:reception_edit",
        "petitions:reception_new",
        "petitions:reception_strike_off",
        "petitions:register",
        "petitions:register_regions",
        "petitions:register_repeats",
        "petitions:registered",
        "petitions:retention_certificate",
        "petitions:share_confirm",
        "petitions:share_drop",
        "petitions:share_move",
        "petitions:share_pass",
        "petitions:share_propose",
        "petitions:slips_print",
        "petitions:slips_ready",
        "petitions:visit",
        "petitions:visit_edit",
        "petitions:visit_matter_case",
        "petitions:visit_matter_link",
        "petitions:visit_matter_new",
        "petitions:visit_matter_outcome",
        "petitions:visit_matter_promise",
        "petitions:visit_record",
    ]
)
"""One case, a form, or a list that no number of cases makes longer."""

ELSEWHERE: Final = frozenset(
    {"captcha-image", "healthz", "metrics", "set_language", "livez", "readyz"}
)
"""Addresses of the machinery."""
