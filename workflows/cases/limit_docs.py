"""The time limits as Markdown, for `docs/limits.md`, from the catalogue."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext

from workflows.cases.declaration_docs import LANGUAGE, NONE, NOTE, table
from workflows.counting.due_date import Audience, Owner, Rule, amount_text
from workflows.counting.rule_catalogue import awaited, rules

OWNERS: Final = {
    Owner.INTAKE_UNIT: "the unit that took the case in",
    Owner.SENDER_UNIT: "the unit that sent the case down, or was asked to designate",
    Owner.HOLDING_UNIT: "the unit that holds the case",
    Owner.REVIEW_UNIT: "the unit that reviews or rechecks it",
    Owner.ASSISTING_UNIT: "the unit that was asked to assist",
    Owner.MEASURE_UNIT: "the unit that answers for the measure",
    Owner.LEADER: "the leader in charge; counted for the unit that holds the case",
    Owner.PETITIONER: "the petitioner",
    Owner.SUPERVISED: "the person under supervision (监察对象) or asked in writing",
}
AUDIENCES: Final = {
    Audience.PETITIONER: "the petitioner is told of it, in the portal and the interface",
    Audience.UNIT: "those who work on the case, and nobody else",
    Audience.ORGAN: "the discipline organ alone",
}


def limits_page() -> str:
    """`docs/limits.md`: every rule, duty or right, whose it is and for whose eyes."""
    heads = (
        "limit",
        "from",
        "名称",
        "nature",
        "owner",
        "audience",
        "length",
        "extensions",
        "article",
    )
    with translation.override(LANGUAGE):
        return "\n".join(
            (
                "# The time limits\n",
                NOTE,
                "What every limit is. A duty is overdue after its last day; a right lapses, and "
                "nobody is late with it. How days are counted is in [clocks.md](clocks.md), which "
                "act starts and stops a limit in [states.md](states.md).\n",
                table(("owner", "whose the limit is"), _rows(OWNERS)),
                table(("audience", "for whose eyes"), _rows(AUDIENCES)),
                table((*heads, "article"), map(_row, rules())),
                "\n## Limits that no act starts\n",
                table(
                    ("limit", "what will start it"),
                    _rows({key: gettext(text) for key, text in awaited().items()}),
                ),
            )
        )


def _rows(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(f"`{key}`", text) for key, text in words.items()]


def _row(rule: Rule) -> tuple[str, ...]:
    extension = f"{rule.extensions} × {amount_text(rule.max_extension, rule.unit)}"
    return (
        f"`{rule.key}`",
        rule.effective_from.isoformat(),
        rule.name,
        rule.nature,
        f"`{rule.owner}`",
        f"`{rule.audience}`",
        "issuer" if rule.issuer_extends and rule.length is None else _length(rule),
        extension if rule.extensions else rule.further or NONE,
        rule.article,
    )


def _length(rule: Rule) -> str:
    text = amount_text(rule.length, rule.unit)
    return text if rule.on else f"{text} (off)"
