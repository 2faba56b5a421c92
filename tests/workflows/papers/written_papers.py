"""Papers of every kind, with little and with much written in them."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string

from workflows.papers.red_head import red_head

ISSUER = "内蒙古自治区呼和浩特市土默特左旗人力资源和社会保障局"
SENTENCE = "经核查，反映的养老保险待遇停发情况属实，应当依法予以补发。"
WRITTEN = (
    *("facts", "opinion", "basis", "reason", "demand", "agreement", "report", "task", "plan"),
    *("summary", "findings", "proposal", "result", "reply", "text", "grounds", "note", "remark"),
)
LENGTHS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 24)
ISSUED_ON = date(2026, 10, 20)


class _Limit:
    length_text = "30日"


def written_paper(kind: str, sentences: int) -> str:
    """The page of a paper in which each text that somebody types has so many sentences."""
    context: dict[str, Any] = {
        "number": "土左人社函〔2026〕12号",
        "issued_on": ISSUED_ON,
        "issuer": ISSUER,
        "letterhead": red_head(ISSUER),
        "addressee": "信访人甲",
        "petitioner": "信访人甲",
        "case_number": "150121-2026-000130",
        "subject": "养老保险待遇停发",
        "received_on": date(2026, 8, 3),
        "details": dict.fromkeys(WRITTEN, SENTENCE * sentences),
        "limits": {"review_apply": _Limit, "recheck_apply": _Limit, "handle": _Limit},
    }
    return render_to_string(f"documents/{kind}.html", context)
