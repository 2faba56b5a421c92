"""Issuing papers: numbered in their unit's series, rendered once, hashed, never replaced."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.db import connection
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject

from organizations.models import Unit
from workflows import letters
from workflows.acts import Act, Step
from workflows.clocks import keeper
from workflows.clocks.compute import summarize
from workflows.models import Case, CaseEvent, Clock, Document
from workflows.states import Kind

# Kind of paper → its title and the mark it carries in the document number.
PAPERS = {
    "registration_receipt": ("登记回执", "登"),
    "transfer_letter": ("转送函", "转"),
    "assignment_letter": ("交办函", "交"),
    "objection_letter": ("管辖异议函", "异"),
    "objection_reply": ("管辖异议复函", "复"),
    "designation_letter": ("指定受理函", "指"),
    "acceptance_notice": ("受理告知书", "受"),
    "refusal_notice": ("不予受理告知书", "拒"),
    "final_refusal_notice": ("不再受理告知书", "终"),
    "statutory_route_notice": ("分类处理告知书", "导"),
    "discipline_transfer_letter": ("移送函", "移"),
    "leader_record": ("包案登记表", "包"),
    "extension_notice": ("延长办理期限告知书", "延"),
    "handling_opinion": ("信访处理意见书", "处"),
    "service_return": ("送达回证", "送"),
    "settlement_agreement": ("调解协议书", "调"),
    "review_opinion": ("复查意见书", "查"),
    "recheck_opinion": ("复核意见书", "核"),
    "closing_report": ("办结报告", "结"),
    "urge_notice": ("催办通知", "催"),
    "supervision_letter": ("督办函", "督"),
    "warning_inquiry": ("红色预警函询函", "警"),
    "call_in_notice": ("约谈通知书", "约"),
    "withdrawal_record": ("撤回记录", "撤"),
    "hearing_notice": ("听证通知书", "听"),
}
TO_SENDER = {"objection_letter", "closing_report"}
TO_HOLDER = {
    "transfer_letter",
    "assignment_letter",
    "objection_reply",
    "designation_letter",
    "urge_notice",
    "supervision_letter",
    "warning_inquiry",
    "call_in_notice",
}
FROM_INTAKE = TO_HOLDER | {"registration_receipt", "discipline_transfer_letter", "leader_record"}
FROM_REVIEW = {"review_opinion", "recheck_opinion", "hearing_notice"}


def take_numbers(series: str, count: int = 1) -> range:
    """The next `count` numbers of a series, without a gap and never twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workflows_counter (series, value) VALUES (%s, %s) "
            "ON CONFLICT (series) DO UPDATE SET value = workflows_counter.value + EXCLUDED.value "
            "RETURNING value",
            [series, count],
        )
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def issue(case: Case, act: Act, step: Step, event: CaseEvent) -> list[Document]:
    """Every paper the act declares, in its order."""
    if not act.issues:
        return []
    draft = _opinion_of(case) if "handling_opinion" in act.issues else {}
    details = {**draft, **display_details(act, case, step)}
    papers = [write(case, kind, details, step.on, event) for kind in act.issues]
    return Document.objects.bulk_create(papers)


def write(
    case: Case, kind: str, details: Mapping[str, str], on: date, event: CaseEvent
) -> Document:
    """One paper, rendered and numbered, not yet saved."""
    issuer = _issuer(case, kind)
    sign = issuer.short_name or issuer.name
    (serial,) = take_numbers(f"{issuer.code}:{kind}:{on.year}")
    title, mark = PAPERS[kind]
    number = f"{sign}{mark}〔{on.year}〕{serial}号"
    letter = letters.facts(case)
    body = render_to_string(
        f"documents/{kind}.html",
        {
            "number": number,
            "issued_on": on,
            "issuer": issuer.name,
            "addressee": _addressee(case, kind, letter),
            "case_number": case.number,
            "subject": letter.subject,
            "petitioner": letter.petitioner,
            "received_on": case.received_on,
            "details": details,
            "clock": SimpleLazyObject(lambda: clock_facts(case)),
        },
    )
    return Document(
        case=case,
        case_event=event,
        kind=kind,
        number=number,
        title=title,
        issuer=issuer,
        addressee=_addressee(case, kind, letter),
        issued_on=on,
        body=body,
        sha256=sha256(body.encode()).hexdigest(),
    )


def clock_facts(case: Case) -> dict[str, Any] | None:
    """The nearest open limit of the case, with its proof in sentences."""
    clocks = case.clocks.filter(state=Clock.State.RUNNING, due_on__isnull=False)
    clock = clocks.select_related("rule", "unit__region").order_by("-pk").first()
    if clock is None:
        return None
    return {
        "name": clock.rule.name,
        "article": clock.rule.article,
        "due_on": clock.due_on,
        "proof_lines": summarize(keeper.explain(clock)).lines(),
    }


def display_details(act: Act, case: Case, step: Step) -> dict[str, str]:
    """The act's details as people read them: choices by their label, dates as dates."""
    form = act.form(case=case, actor=step.actor, at=step.at)
    return {name: _shown(form.fields.get(name), value) for name, value in step.details.items()}


def _shown(field: forms.Field | None, value: Any) -> str:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}  # type: ignore[union-attr]
        return labels.get(str(value), str(value))
    return "" if value is None else str(value)


def _opinion_of(case: Case) -> dict[str, str]:
    drafts = case.events.filter(act="draft_opinion").order_by("-pk")
    drafted = drafts.values_list("details", flat=True).first() or {}
    shown = {key: str(value) for key, value in drafted.items()}
    return shown | {
        "outcome": case.get_outcome_display(),
        "category": case.get_category_display(),
    }


def _issuer(case: Case, kind: str) -> Unit:
    if kind in FROM_REVIEW and case.review_unit:
        return case.review_unit
    return case.intake_unit if kind in FROM_INTAKE else case.holding_unit


def _addressee(case: Case, kind: str, letter: letters.LetterFacts) -> str:
    if kind in TO_HOLDER:
        return case.holding_unit.name
    if kind in TO_SENDER:
        return (case.sender_unit or case.intake_unit).name
    return letter.petitioner


def case_number(unit: Unit, kind: str, on: date) -> str:
    """The public number of a new case: region, year and the next in the region's series."""
    mark = "" if kind == Kind.PETITION else "T"
    (serial,) = take_numbers(f"case:{mark}{unit.region.code}:{on.year}")
    return f"{mark}{unit.region.code}-{on.year}-{serial:06d}"
