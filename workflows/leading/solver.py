"""The optimisation behind a sharing: `scipy.optimize.milp` (HiGHS), one goal after the other.

Cases and leaders with places are a transport problem, whose corners are whole numbers: the best
of each goal is found without trying, and then held while the next one is sought. The last goal
is the sum over leaders of load²/quota. It rises in steps of one, so it is exact at whole loads.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from workflows.leading.graph import Capacity, Edge

NODES: Final = 200
"""Nodes, not seconds: a busy machine must not change who answers for a case."""
GAP: Final = 1e-3
HALF: Final = 0.5

Vector = NDArray[np.float64]


def assign(edges: Sequence[Edge], capacities: Sequence[Capacity]) -> dict[int, int]:
    """Case → leader. Takes at least one edge, and one capacity for each leader of an edge.

    The capacities stand in order of their leaders. Cases that find no place are left out.
    """
    by_leader = _incidence([edge.leader for edge in edges])
    places = [float(each.places) for each in capacities]
    rules = [(_incidence([edge.case for edge in edges]), 0.0, 1.0), (by_leader, 0.0, places)]
    taken: Vector = np.zeros(len(edges))
    for rank in range(len(edges[0].merits)):
        merits = np.array([edge.merits[rank] for edge in edges], dtype=float)
        if merits.any():
            taken = _solved(-merits, rules)
            rules.append((csr_array(merits[None, :]), round(float(merits @ taken)), np.inf))
    even = _evened(edges, capacities, rules)
    chosen = zip(edges, taken if even is None else even, strict=True)
    return {edge.case: edge.leader for edge, share in chosen if share > HALF}


def _evened(
    edges: Sequence[Edge], capacities: Sequence[Capacity], rules: Sequence[Any]
) -> Vector | None:
    """The most even loads that keep the rules; None if the nodes run out before there are any."""
    steps = _steps(edges, capacities)
    size, height = len(edges), len(steps)
    rows = [row for row, _cost in steps]
    climbed = csr_array((-np.ones(height), (rows, range(height))), shape=(len(capacities), height))
    weights = np.array([edge.weight for edge in edges], dtype=float)
    carried = _incidence([edge.leader for edge in edges]).multiply(weights[None, :])
    wider = [
        (hstack([matrix, csr_array((matrix.shape[0], height))]), least, most)
        for matrix, least, most in rules
    ]
    costs = np.concatenate([np.zeros(size), [cost for _row, cost in steps]])
    found = _solved(costs, [*wider, (hstack([carried, climbed]), 0.0, 0.0)], whole=size)
    return None if found is None else found[:size]


def _steps(edges: Sequence[Edge], capacities: Sequence[Capacity]) -> list[tuple[int, float]]:
    """For each leader's row what one more unit of load costs, up to all that he could carry."""
    offered: dict[int, list[int]] = defaultdict(list)
    for edge in edges:
        offered[edge.leader].append(edge.weight)
    return [
        (row, (2 * (each.load + n) + 1) / each.quota)
        for row, each in enumerate(capacities)
        for n in range(sum(sorted(offered[each.leader])[-each.places :]))
    ]


def _solved(costs: Vector, rules: Sequence[Any], *, whole: int = 0) -> Any:
    """The cheapest values between 0 and 1, the first `whole` of them 0 or 1."""
    integrality = np.zeros(len(costs))
    integrality[:whole] = 1
    constraints = [LinearConstraint(matrix, least, most) for matrix, least, most in rules]
    options = {"node_limit": NODES, "mip_rel_gap": GAP}
    return milp(
        costs,
        constraints=constraints,
        integrality=integrality,
        bounds=Bounds(0, 1),
        options=options,
    ).x


def _incidence(ends: Sequence[int]) -> Any:
    """A row for each distinct end, in order, with a one in the column of each of its edges."""
    order = {end: row for row, end in enumerate(sorted(set(ends)))}
    entries = ([order[end] for end in ends], range(len(ends)))
    return csr_array((np.ones(len(ends)), entries), shape=(len(order), len(ends)))
