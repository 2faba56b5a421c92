"""The declared acts and the access table as Markdown, for `docs/` and for whoever reviews them.

Chinese labels beside the English names, in the order of declaration, so that a change of an act
shows as a change of the page.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils import translation

from organizations.models import Role
from workflows.acts.act import ALL, Act, Grant, Relation
from workflows.acts.day_bounds import DayField
from workflows.acts.form_fields import ExtensionField
from workflows.acts.petitioner_stages import STAGES
from workflows.cases.machines import ACTS
from workflows.cases.permissions import PAGES, VIEW_GRANTS, VIEWS, Extent, PageGrant
from workflows.cases.state_docs import desk_parts, machine_parts
from workflows.counting.rule_catalogue import rules
from workflows.papers.paper_kinds import PAPERS
from workflows.petition.measure_acts import MeasureField
from workflows.states import (
    FINISHED,
    HANDLED,
    OPEN,
    OPEN_PETITION,
    OPEN_TIP_OFF,
    TIP_OFF_ONLY,
    Kind,
    Status,
)

LANGUAGE = "zh-hans"  # the pages do not depend on who generates them
NOTE = (
    "<!-- Written by `bin/manage describe_acts` from the declarations; edits here are lost. -->\n"
)
NONE = "–"
ANY_OPEN = (OPEN_PETITION, OPEN_TIP_OFF)
ANYWHERE = (*ANY_OPEN, TIP_OFF_ONLY)

ACT_HEADS = (
    *("act", "名称", "purpose", "from → to", "by", "form", "checks", "issues", "clocks"),
    "article",
)
OUTSIDE: dict[str, str] = {
    Kind.PETITION: "what the petitioner is told",
    Kind.TIP_OFF: "what the reporter is told",
}
RELATIONS = {
    Relation.INTAKE: "the post's unit took the case in",
    Relation.SENDER: "the post's unit sent the case down",
    Relation.HOLDER: "the post's unit holds the case",
    Relation.REVIEW: "the post's unit reviews or rechecks the case",
    Relation.COMPETENT: "the petitioner may ask the post's unit to review or recheck the case",
    Relation.PART: "the post's unit has any part in the case, except having held it before, "
    "assisting, answering for a measure, owing an execution or a reply, or being competent to "
    "review",
    Relation.ANSWERS: "the post's unit answers for a measure of the case",
    Relation.FORMER: "the post's unit held the case before",
    Relation.ASSISTS: "the post's unit was asked to assist",
    Relation.OWES: "the post's unit has to carry the opinion out, or to answer an advice",
    Relation.LEADS: "the person is the leader in charge",
    Relation.CO_LEADS: "the person is the second leader",
    Relation.REGION: "the post's region covers the region of the unit that holds the case",
    Relation.PETITIONER: "the petitioner of this case, by his query code",
    Relation.TIMER: "the sweep of the clocks",
    Relation.IMPORTER: "the batch import",
}


def states_page() -> str:
    """`docs/states.md`: the states, a picture of the moves, every act, the desks, other states."""
    with translation.override(LANGUAGE):
        return "\n".join(
            (
                "# States and acts\n",
                NOTE,
                "What may happen to a case. Who may is in [access.md](access.md); how limits are "
                "counted is in [clocks.md](clocks.md).\n",
                *(part for kind in Kind for part in _machine(kind)),
                *desk_parts(),
                *machine_parts(),
            )
        )


def access_page() -> str:
    """`docs/access.md`: every permission, role and relation, and nothing else is allowed."""
    with translation.override(LANGUAGE):
        return "\n".join(
            (
                "# Who may\n",
                NOTE,
                "A permission is granted to a role that stands in a relation to the case. What "
                "the tables do not grant is refused. An exclusion on the case overrides every "
                "grant, and nobody opens a sealed letter.\n",
                "## Relations\n",
                table(("relation", "holds when"), ((r.value, RELATIONS[r]) for r in Relation)),
                *(part for kind in Kind for part in _grants_of(kind)),
                *_pages(),
            )
        )


def table(heads: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def _acts(kind: str) -> list[Act]:
    """In the order of a case's life; what may happen at any time comes last."""
    order = list(Status)
    return sorted(
        ACTS[kind].values(),
        key=lambda act: (act.sources in ANYWHERE, order.index(Status(act.sources[0]))),
    )


def _machine(kind: str) -> Iterator[str]:
    acts = _acts(kind)
    known = {status for act in acts for status in (*act.sources, *act.targets)} - {Status.NEW}
    order = [status for status in Status if status in known]
    yield f"## {Kind(kind).label} (`{kind}`)\n"
    yield "### States\n"
    heads = ("state", "名称", "open", OUTSIDE[kind])
    told = STAGES[kind]
    yield table(heads, ((f"`{s}`", s.label, _openness(s), told[s].words) for s in order))
    yield "### Picture\n"
    yield _picture(acts, order)
    yield "### Acts\n"
    yield table((*ACT_HEADS, OUTSIDE[kind]), (_act_row(act) for act in acts))
    if asked := [row for act in acts for row in _fields(act)]:
        yield "### What the forms ask\n"
        yield table(("act", "field", "名称", "required", "values"), asked)


def _openness(status: Status) -> str:
    if status in OPEN:
        return "yes"
    return "no, finished" if status in FINISHED else "no"


def _picture(acts: Sequence[Act], order: Sequence[Status]) -> str:
    """Acts possible from every open state are left out: their arrows would hide the others."""
    from_anywhere = [act for act in acts if act.sources in ANY_OPEN and act.targets]
    arrows: dict[tuple[str, str], list[str]] = {}
    for act in acts:
        if act not in from_anywhere:
            for move in _moves(act):
                arrows.setdefault(move, []).append(str(act.label))
    drawn = {status for move in arrows for status in move}
    left = drawn - {source for source, _target in arrows}
    lines = [
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {status}: {status.label}" for status in order if status in drawn),
        *(
            f"    {source} --> {target}: {'、'.join(said)}"
            for (source, target), said in arrows.items()
        ),
        *(f"    {status} --> [*]" for status in order if status in left),
        "```\n",
    ]
    lines += [
        f"From every open state: {act.label} → {Status(act.targets[0]).label}.\n"
        for act in from_anywhere
    ]
    return "\n".join(lines)


def _moves(act: Act) -> Iterator[tuple[str, str]]:
    for source in act.sources:
        for target in act.targets:
            yield "[*]" if source == Status.NEW else str(source), str(target)


def _act_row(act: Act) -> tuple[str, ...]:
    targets = " or ".join(f"`{t}`" for t in act.targets) or "same"
    asked = (_label(field, name) for name, field in _form_fields(act))
    return (
        f"`{act.name}`",
        str(act.label),
        str(act.purpose.label),
        f"{_sources(act)} → {targets}",
        "; ".join(_by(act.by)),
        "、".join(asked) or NONE,
        ", ".join(guard.__name__.replace("_", " ") for guard in act.guards) or NONE,
        "、".join(PAPERS[kind].title for kind in act.issues) or NONE,
        "; ".join(_clocks(act)) or NONE,
        act.article,
        str(act.for_petitioner) if act.is_for_petitioner else NONE,
    )


def _sources(act: Act) -> str:
    if act.sources in ANY_OPEN:
        return "any open state"
    if act.sources == TIP_OFF_ONLY:
        return "any state"
    if act.sources == HANDLED:
        return "any state between acceptance and the end"
    return " ".join(f"`{s}`" for s in act.sources if s != Status.NEW) or NONE


def _by(granted: Iterable[Grant]) -> Iterator[str]:
    """Grants put together by relation: '登记员、信访局承办 of intake unit'."""
    roles: dict[Relation, list[str]] = {}
    for grant in granted:
        roles.setdefault(grant.relation, []).extend([str(grant.role.label)] if grant.role else [])
    for relation, labels in roles.items():
        yield f"{'、'.join(labels)} ({relation.value})" if labels else relation.value


def _clocks(act: Act) -> Iterator[str]:
    for verb, keys in (("stops", act.satisfies), ("voids", act.voids)):
        if keys:
            yield f"{verb} {'all' if keys == ALL else _rules(keys)}"
    if act.starts:
        yield f"starts {_rules(start.rule for start in act.starts)}"
    for verb, key in (("extends", act.extends), ("pauses", act.pauses), ("resumes", act.resumes)):
        if key:
            yield f"{verb} {_rules([key])}"


def _rules(keys: Iterable[str]) -> str:
    names = {rule.key: rule.name for rule in rules()}
    return ", ".join(f"{names[key]} (`{key}`)" for key in keys)


def _form_fields(act: Act) -> list[tuple[str, forms.Field]]:
    fields = act.form.base_fields
    return [(name, f) for name, f in fields.items() if not isinstance(f.widget, forms.HiddenInput)]


def _label(field: forms.Field, name: str) -> str:
    return str(field.label or name)


def _fields(act: Act) -> Iterator[tuple[str, ...]]:
    for name, field in _form_fields(act):
        required = "yes" if field.required else "no"
        yield f"`{act.name}`", f"`{name}`", _label(field, name), required, _values(field)


def _values(field: forms.Field) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return f"a {field.queryset.model.__name__.lower()}" if field.queryset is not None else ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return "; ".join(f"`{value}` {label}" for value, label in choices if value != "")
    kinds: tuple[tuple[type[forms.Field], Callable[[Any], str]], ...] = (
        (forms.FileField, lambda _f: "files"),
        (MeasureField, lambda _f: "the number of a measure"),
        (forms.BooleanField, lambda _f: "yes or no"),
        (DayField, lambda f: f.bounds_text),
        (ExtensionField, lambda f: f"{f.min_value} to what `{f.rule}` allows"),
        (forms.IntegerField, lambda f: f"{f.min_value} to {f.max_value}"),
    )
    return next((words(field) for kind, words in kinds if isinstance(field, kind)), "text")


def _grants_of(kind: str) -> Iterator[str]:
    lines = {
        permission: (str(VIEWS[permission]), granted)
        for (of, permission), granted in VIEW_GRANTS.items()
        if of == kind
    }
    lines |= {act.name: (str(act.label), act.by) for act in _acts(kind)}
    roles = _in_order(grant.role for _label, granted in lines.values() for grant in granted)
    outside = [r for r in Relation if any(g == Grant(r) for _l, gs in lines.values() for g in gs)]
    yield f"## {Kind(kind).label} (`{kind}`)\n"
    heads = ("permission", "", *(f"{role.label}<br>`{role}`" for role in roles), "without a post")
    yield table(
        heads,
        (
            (
                f"`{permission}`",
                label,
                *(_relations(granted, role) for role in roles),
                ", ".join(r.value for r in outside if Grant(r) in granted),
            )
            for permission, (label, granted) in lines.items()
        ),
    )


def _in_order(used: Iterable[Role | None]) -> list[Role]:
    named = set(used)
    return [role for role in Role if role in named]


def _pages() -> Iterator[str]:
    roles = _in_order(grant.role for page in PAGES.values() for grant in page.grants)
    yield "## Pages\n"
    yield (
        "What no case stands behind. A page shows what the permission reaches from the post; of a "
        "case, never more than the tables above.\n"
    )
    yield table(("reach", "from a post"), ((reach.name.lower(), reach.value) for reach in Extent))
    heads = ("permission", "", *(f"{role.label}<br>`{role}`" for role in roles))
    yield table(
        heads,
        (
            (f"`{page.key}`", page.sentence, *(_reaches(page.grants, role) for role in roles))
            for page in PAGES.values()
        ),
    )


def _reaches(granted: Iterable[PageGrant], role: Role) -> str:
    return ", ".join(grant.relation.name.lower() for grant in granted if grant.role == role)


def _relations(granted: Iterable[Grant], role: Role) -> str:
    return ", ".join(grant.relation.value for grant in granted if grant.role == role)
