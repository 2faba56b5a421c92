"""What people put down on the forms, and an office with a limit that runs over the new year."""

from typing import Any

from tests.office import Office, advance, petition
from tests.workflows.amending.changes import TODAY
from workflows.models import Clock

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
国务院办公厅
2026年11月4日"""
OLD, NEW = "2027-02-09", "2027-02-12"


def accepted(office: Office) -> Clock:
    """Accepted on 10 December 2026: the sixtieth day is the third of the Spring Festival."""
    case = advance(office, petition(office, at=TODAY).case, "accept", at=TODAY)
    return Clock.objects.get(case=case, rule__key="handle")


def calendar_form(text: str = NOTICE, **also: Any) -> dict[str, Any]:
    return {"year": "2027", "region": "", "text": text, "reason": "按国务院办公厅通知"} | also


def rule_form(**also: Any) -> dict[str, Any]:
    """The form of the limit `supervise_reply` with a length of twenty days."""
    return {
        "length": "20",
        "unit": "calendar",
        "effective_from": "2027-01-01",
        "extensions": "0",
        "max_extension": "0",
        "further": "issuer",
        "rolls": "on",
        "name": "督办回复",
        "article": "信访工作条例 第四十条第一款",
        "starts": "收到督办函",
        "stops": "书面回复",
        "basis": "LOCAL",
        "local": "on",
        "on": "on",
        "reason": "联席会议决定",
    } | also


def ladder_form(*rows: dict[str, Any], **also: Any) -> dict[str, Any]:
    """The rows of the editor as a browser sends them."""
    sent: dict[str, Any] = {
        "rung-TOTAL_FORMS": str(len(rows)),
        "rung-INITIAL_FORMS": "0",
        "reason": "加强催办",
    }
    for n, row in enumerate(rows):
        sent |= {f"rung-{n}-{name}": value for name, value in row.items()}
    return sent | also


def rung(
    amount: int, when: str, act: str, *to: str, key: str = "", paper: str = ""
) -> dict[str, Any]:
    return {
        "key": key, "amount": str(amount), "when": when, "act": act, "document": paper,
        "to": list(to),
    }  # fmt: skip
