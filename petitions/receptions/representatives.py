"""Reading the names of those who speak for a visit, as a clerk types them."""

import re

from django.utils.translation import gettext as _

from petitions.models.reception import MAX_REPRESENTATIVES
from workflows.acts.act_refusals import Refused

NAME_LENGTH = 60
# A space parts Chinese names; other names have spaces within.
_BETWEEN = re.compile(r"[、，,；;\n]+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def names_in(typed: str) -> list[str]:
    """'村民甲、村民乙 村民丙' gives three names; empty ones are passed over."""
    return [name for each in _BETWEEN.split(typed) if (name := " ".join(each.split()))]


def refuse_sixth(names: list[str]) -> None:
    """At most five may speak for a group. Raises Refused with the article."""
    if len(names) > MAX_REPRESENTATIVES:
        raise Refused(
            _(
                "At most %(limit)s representatives may speak for a group "
                "(信访工作条例第二十条第三款); %(given)s are named. "
                "Ask the visitors to choose %(limit)s; the others count as people who came."
            )
            % {"limit": MAX_REPRESENTATIVES, "given": len(names)}
        )
