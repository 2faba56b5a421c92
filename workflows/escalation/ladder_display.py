"""A rung in words: when it speaks, what it does, to whom, with which paper."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from workflows.cases.machines import ACTS
from workflows.counting.ladder import PERCENT, WORKING, Rung
from workflows.papers.paper_kinds import PAPERS
from workflows.states import Kind

ADDRESSEES: Final = {
    "holder": _("whoever handles the case"),
    "unit_head": _("the head of the unit"),
    "leader": _("the leader in charge"),
    "sender": _("the sending unit"),
    "supervisor": _("the head of the petition bureau"),
    "discipline": _("the discipline organ"),
    "superior": _("the organ above"),
}


@dataclass(frozen=True, slots=True)
class RungSummary:
    """One rung as people read it."""

    rung: Rung
    when: str
    act: str
    addressees: str
    paper: str

    def __str__(self) -> str:
        paper = f"（{self.paper}）" if self.paper else ""
        return f"{self.when} · {self.act}{paper} → {self.addressees}"


def rung_summary(rung: Rung, kind: str = Kind.PETITION) -> RungSummary:
    """In the reader's language; an act that tip-offs lack is called as for petitions."""
    return RungSummary(
        rung=rung,
        when=when_text(rung),
        act=act_label(rung.act, kind),
        addressees=pgettext("list", ", ").join(str(ADDRESSEES[to]) for to in rung.addressees),
        paper=PAPERS[rung.document].title if rung.document else "",
    )


def act_label(act: str, kind: str = Kind.PETITION) -> str:
    declared = ACTS[kind].get(act) or ACTS[Kind.PETITION][act]
    return str(declared.label)


def when_text(rung: Rung) -> str:
    """'5 working days after the last day', or the share of the time allowed."""
    n = abs(rung.offset)
    if rung.unit == PERCENT:
        return str(_("at %(n)s%% of the time allowed")) % {"n": n}
    working, before = rung.unit == WORKING, rung.offset < 0
    if working and before:
        text = ngettext(
            "%(n)s working day before the last day", "%(n)s working days before the last day", n
        )
    elif working:
        text = ngettext(
            "%(n)s working day after the last day", "%(n)s working days after the last day", n
        )
    elif before:
        text = ngettext("%(n)s day before the last day", "%(n)s days before the last day", n)
    else:
        text = ngettext("%(n)s day after the last day", "%(n)s days after the last day", n)
    return text % {"n": n}
