"""The ladder a clock climbs: its unit's, that of the nearest unit above, or everybody's."""

from organizations.models import Unit
from organizations.selectors import path_ids
from workflows.models import Ladder


class LaddersInForce:
    """The newest version of every ladder, read once for the clocks of one act; one query.

    `draft` is looked at as if it were in force already.
    """

    def __init__(self, draft: Ladder | None = None) -> None:
        self._known = {(row.rule_key, row.unit_id): row for row in Ladder.objects.in_force()}
        if draft is not None:
            self._known[draft.rule_key, draft.unit_id] = draft

    def of(self, rule_key: str, unit: Unit) -> Ladder:
        """Raises `Ladder.DoesNotExist` for a rule that no ladder was loaded for."""
        for unit_id in (*reversed(path_ids(unit.path)), None):
            found = self._known.get((rule_key, unit_id))
            if found is not None:
                return found
        raise Ladder.DoesNotExist(rule_key)
