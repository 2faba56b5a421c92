"""Every address of the system and how a test asks for it: an address without a rule fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from oversight.reports.registry import BUILT
from workflows.cases.machines import ACTS
from workflows.models import Case
from workflows.states import Kind

HIDDEN_ACTS = (*tuple(ACTS[Kind.TIP_OFF])[3:6], "no_such_act")
ASKED = "反映"
Arguments = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """How an address is asked for; `of_case` ones name the case and have to look like nothing."""

    arguments: Callable[[Case], list[Arguments]] = lambda _case: [{}]
    of_case: bool = False
    posts: bool = False
    query: str = ""


def _number(case: Case) -> list[Arguments]:
    return [{"number": case.number}]


def _acts(case: Case) -> list[Arguments]:
    return [{"number": case.number, "act": act} for act in HIDDEN_ACTS]


def _papers(case: Case) -> list[Arguments]:
    return [{"number": case.number, "pk": pk} for pk in case.documents.values_list("pk", flat=True)]


def _first(*names: str) -> Callable[[Case], list[Arguments]]:
    """Rows that belong to no case: none is there, which is asked for all the same."""
    return lambda _case: [dict.fromkeys(names, 1)]


def _each(name: str, values: list[str], **more: str) -> Callable[[Case], list[Arguments]]:
    return lambda _case: [{name: value} | more for value in values]


PLAIN = Rule()
NO_ID = Rule(_each("pk", ["00000000-0000-0000-0000-000000000001"]))
POSTED = Rule(posts=True)
ROW = Rule(_first("pk"))
ROW_POSTED = Rule(_first("pk"), posts=True)
RULES: dict[str, Rule] = {
    "livez": PLAIN,
    "readyz": PLAIN,
    "healthz": PLAIN,
    "metrics": PLAIN,
    "set_language": POSTED,
    "oversight_api:report": Rule(_each("kind", list(BUILT))),
    "api:cases": Rule(query=f"?q={ASKED}"),
    "api:case": Rule(_number, of_case=True),
    "api:acts": Rule(_number, of_case=True),
    "api:act": Rule(_acts, of_case=True, posts=True),
    "api:attachments": Rule(_number, of_case=True),
    "api:attachment": Rule(lambda case: [{"number": case.number, "pk": 1}], of_case=True),
    "api:clocks": Rule(_number, of_case=True),
    "api:document": Rule(_papers, of_case=True),
    "api:events": Rule(_number, of_case=True),
    "api:notes": Rule(_number, of_case=True),
    "api:desk": PLAIN,
    "api:claim": Rule(
        lambda case: [{"task": task.pk} for task in case.desk_tasks.all()], of_case=True, posts=True
    ),
    "api:receptions": PLAIN,
    "api:measures": PLAIN,
    "api:evidence": ROW,
    "api:handovers": PLAIN,
    "api:handover": ROW,
    "api:handover_sort": ROW_POSTED,
    "api:units": PLAIN,
    "api:regions": PLAIN,
    "api:problem": Rule(_each("code", ["not_found"])),
    "api:schema": PLAIN,
    "api:nothing": PLAIN,
    "organizations:account": PLAIN,
    "organizations:second_factor": PLAIN,
    "administration_door": PLAIN,
    "openid_connect_login": Rule(_each("provider_id", ["office"])),
    "openid_connect_callback": Rule(_each("provider_id", ["office"])),
    "socialaccount_login_cancelled": PLAIN,
    "socialaccount_login_error": PLAIN,
    "socialaccount_signup": PLAIN,
    "socialaccount_connections": PLAIN,
    "account_login": PLAIN,
    "account_inactive": PLAIN,
    "account_reauthenticate": PLAIN,
    "mfa_index": PLAIN,
    "mfa_authenticate": PLAIN,
    "mfa_reauthenticate": PLAIN,
    "mfa_activate_totp": PLAIN,
    "mfa_deactivate_totp": PLAIN,
    "mfa_view_recovery_codes": PLAIN,
    "mfa_generate_recovery_codes": PLAIN,
    "mfa_list_webauthn": PLAIN,
    "mfa_add_webauthn": PLAIN,
    "mfa_reauthenticate_webauthn": PLAIN,
    "mfa_login_webauthn": PLAIN,
    "mfa_edit_webauthn": ROW,
    "mfa_remove_webauthn": ROW,
    "organizations:password": PLAIN,
    "organizations:address": PLAIN,
    "organizations:address_confirm": PLAIN,
    "organizations:link": Rule(query="?person=1&token=x"),
    "organizations:link_password": PLAIN,
    "organizations:sessions_end_others": POSTED,
    "organizations:session_end": Rule(_each("handle", ["0" * 32]), posts=True),
    "notifications:inbox": PLAIN,
    "notifications:read-all": POSTED,
    "notifications:channel": Rule(_each("key", ["email"]), posts=True),
    "notifications:open": NO_ID,
    "notifications:read": Rule(_each("pk", ["00000000-0000-0000-0000-000000000001"]), posts=True),
    "limits:catalogue": PLAIN,
    "limits:calendar": PLAIN,
    "limits:amendments": PLAIN,
    "limits:amendment": ROW,
    "limits:review_routes": PLAIN,
    "limits:review_route": Rule(_each("code", ["150121-department"])),
    "limits:limit": Rule(_each("key", ["tip_transfer_out", "clue_opinion"])),
    "limits:amend": Rule(_each("key", ["clue_opinion"])),
    "limits:ladder": Rule(_each("key", ["clue_opinion"])),
    # What the walk itself tried, as a page of others, is on record and would differ each time.
    "rights:record": Rule(query="?step=changed"),
    "oversight:dashboard": PLAIN,
    "oversight:cases": PLAIN,
    "oversight:checks": PLAIN,
    "oversight:readings": PLAIN,
    "oversight:transfers": PLAIN,
    "oversight:simulate": Rule(query="?rule=clue_opinion&days=1"),
    "oversight:trend": PLAIN,
    "oversight:report": Rule(_each("kind", list(BUILT))),
    "oversight:report_file": Rule(
        lambda _case: [{"kind": k, "ending": e} for k in BUILT for e in ("xlsx",)]
    ),
    "petitions:desk": PLAIN,
    "petitions:login": PLAIN,
    "petitions:next_case": PLAIN,
    "petitions:claim": Rule(
        lambda case: [{"pk": task.pk} for task in case.desk_tasks.all()], of_case=True, posts=True
    ),
    "petitions:hand_over": Rule(
        lambda case: [{"pk": task.pk} for task in case.desk_tasks.all()], of_case=True, posts=True
    ),
    "petitions:ledger": Rule(query=f"?q={ASKED}"),
    "petitions:export": Rule(_each("kind", ["xlsx", "csv"])),
    "petitions:register": PLAIN,
    "petitions:register_repeats": POSTED,
    "petitions:register_regions": PLAIN,
    "petitions:registered": PLAIN,
    "petitions:slips": PLAIN,
    "petitions:slips_ready": PLAIN,
    "petitions:slips_print": POSTED,
    "petitions:import": PLAIN,
    "petitions:import_run": NO_ID,
    "petitions:import_rejected": NO_ID,
    "petitions:handovers": PLAIN,
    "petitions:handover": ROW,
    "petitions:measures": PLAIN,
    "petitions:measures_wall": PLAIN,
    "petitions:measures_export": PLAIN,
    "petitions:measure_evidence": ROW,
    "petitions:supplies": PLAIN,
    "petitions:supply_decide": ROW_POSTED,
    "petitions:supply_package": ROW_POSTED,
    "petitions:openings": PLAIN,
    "petitions:opening": ROW,
    "petitions:opening_decide": ROW_POSTED,
    "petitions:opening_identity": ROW_POSTED,
    "petitions:clue_identities": Rule(_number, of_case=True),
    "petitions:case": Rule(_number, of_case=True),
    "petitions:case_act": Rule(_acts, of_case=True),
    "petitions:case_notes": Rule(_number, of_case=True),
    "petitions:accusation_names": Rule(_number, of_case=True),
    "petitions:document": Rule(_papers, of_case=True),
    "petitions:document_pdf": Rule(_papers, of_case=True),
    "petitions:document_word": Rule(_papers, of_case=True),
    "petitions:attachment": Rule(lambda case: [{"number": case.number, "pk": 1}], of_case=True),
    "petitions:event_file": Rule(
        lambda case: [{"number": case.number, "event": 1, "place": 1}], of_case=True
    ),
    "petitions:attachment_shown": Rule(
        lambda case: [{"number": case.number, "pk": 1}], of_case=True
    ),
    "petitions:event_file_shown": Rule(
        lambda case: [{"number": case.number, "event": 1, "place": 1}], of_case=True
    ),
    "petitions:measure_evidence_shown": ROW,
    "petitions:leaders": PLAIN,
    "petitions:share": PLAIN,
    "petitions:share_propose": POSTED,
    "petitions:share_move": POSTED,
    "petitions:share_confirm": POSTED,
    "petitions:share_drop": POSTED,
    "petitions:share_pass": POSTED,
    "petitions:share_record": ROW,
    "petitions:retention": Rule(query="?show=destroyed"),
    "petitions:retention_certificate": Rule(_number, of_case=True),
    "petitions:receptions": PLAIN,
    "petitions:reception_new": PLAIN,
    "petitions:reception": ROW,
    "petitions:reception_edit": ROW,
    "petitions:reception_strike_off": ROW_POSTED,
    "petitions:visit": ROW,
    "petitions:visit_edit": ROW,
    "petitions:visit_record": ROW,
    "petitions:visit_matter_new": ROW,
    "petitions:visit_matter_case": ROW,
    "petitions:visit_matter_link": ROW,
    "petitions:visit_matter_outcome": ROW,
    "petitions:visit_matter_promise": ROW,
    "petitions:promises": PLAIN,
    "petitions:promise": ROW,
    "petitions:clues": Rule(query="?show=all"),
    "petitions:clue_register": PLAIN,
    "petitions:clue_sealed": PLAIN,
    "petitions:clue": Rule(_number, of_case=True),
    "petitions:clue_material": Rule(lambda case: [{"number": case.number, "pk": 1}], of_case=True),
    "petitions:clue_notes": Rule(_number, of_case=True),
    "petitions:clue_names": Rule(_number, of_case=True),
    "petitions:clue_act": Rule(_acts, of_case=True),
    "petitions:portal": PLAIN,
    "petitions:portal_submit": PLAIN,
    "petitions:portal_track": PLAIN,
    "petitions:portal_receptions": PLAIN,
    "petitions:portal_case": PLAIN,
    "petitions:portal_report": PLAIN,
    "petitions:portal_report_new": PLAIN,
    "petitions:portal_report_own": PLAIN,
    "petitions:portal_picture": Rule(_each("key", [str(UUID(int=0))])),
    "petitions:portal_sound": Rule(_each("key", [str(UUID(int=0))])),
    "petitions:logout": POSTED,
}
"""The pages under /admin/ follow by themselves: see `admin_pages`."""


def every_name() -> set[str]:
    """The names of all addresses but the administrator's."""
    return {name for name, _arguments in _walk(get_resolver(), ()) if not name.startswith("admin:")}


def admin_pages() -> list[str]:
    """Every page of the administrator that needs no row: lists, empty forms, indexes."""
    known = {n for n, a in _walk(get_resolver(), ()) if n.startswith("admin:") and not a}
    left_out = {
        "admin:logout",
        "admin:?",
        "admin:app_list",
        "admin:password_change",
        "admin:autocomplete",
    }
    return [reverse(name) for name in sorted(known - left_out)]


def _walk(node: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    for each in node.url_patterns:
        if isinstance(each, URLPattern):
            yield ":".join((*spaces, each.name or "?")), list(each.pattern.converters)
        else:
            yield from _walk(each, (*spaces, each.namespace) if each.namespace else spaces)


def asked_of(case: Case, *, of_case: bool) -> Iterator[tuple[Rule, str]]:
    """Each rule with each of its addresses, those of a case or those of none.

    What changes something comes first, so that two rounds find the same; signing out comes last.
    """
    last = "petitions:logout"
    for name, rule in sorted(RULES.items(), key=lambda each: (each[0] == last, not each[1].posts)):
        if rule.of_case == of_case:
            for arguments in rule.arguments(case):
                address = "/api/v1/nothing-here/" if name == "api:nothing" else ""
                yield rule, address or reverse(name, kwargs=arguments) + rule.query
