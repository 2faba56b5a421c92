"""Every version of rules and ladders, read once for all acts until there is another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from organizations.prepared_statements import answer
from workflows.models import ClockRule, Ladder

# Both tables are append-only, so their ids say whether what was read before is all there is.
STATE: Final = """
    SELECT (SELECT string_agg(id::text, ',' ORDER BY id) FROM workflows_clockrule),
        (SELECT string_agg(id::text, ',' ORDER BY id) FROM workflows_ladder)
"""


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """The versions of each rule, oldest first, and the newest version of each ladder."""

    versions: Mapping[str, Sequence[ClockRule]]
    ladders: Sequence[Ladder]


_known: dict[tuple[str, str], RulesInForce] = {}


def rules_in_force() -> RulesInForce:
    """What the tables hold now; one statement, and two more after one of them has grown."""
    (state,) = answer(STATE)
    found = _known.get(state)
    if found is None:
        found = _read()
        _known.clear()
        _known[state] = found
    return found


def _read() -> RulesInForce:
    versions = defaultdict[str, list[ClockRule]](list)
    for rule in ClockRule.objects.order_by("effective_from", "version"):
        versions[rule.key].append(rule)
    return RulesInForce(dict(versions), tuple(Ladder.objects.in_force()))
