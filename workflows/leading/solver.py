"""The optimisation behind a sharing: HiGHS (`highspy`), one goal after the other.

Cases and leaders with places are a transport problem, whose corners are whole numbers: the best
of each goal is found without trying, and then held while the next one is sought. The last goal
is the sum over leaders of load²/quota. It rises in steps of one, so it is exact at whole loads.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from highspy import Highs, HighsLp, HighsSolution, HighsVarType, MatrixFormat, kHighsInf

from workflows.leading.graph import Capacity, Edge

NODES: Final = 200
"""Nodes, not seconds: a busy machine must not change who answers for a case."""
GAP: Final = 1e-3
HALF: Final = 0.5


class Solver(Highs):
    """HiGHS that says nothing from its first moment: standard output belongs to commands."""

    def enableCallbacks(self) -> None:  # HiGHS's name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # HiGHS's


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: the sum of the columns' values, each times its factor, from `least` to `most`."""

    factors: tuple[tuple[int, float], ...]
    least: float
    most: float


def assign(edges: Sequence[Edge], capacities: Sequence[Capacity]) -> dict[int, int]:
    """Case → leader. Takes at least one edge, and one capacity for each leader of an edge.

    Cases that find no place are left out.
    """
    places = {each.leader: float(each.places) for each in capacities}
    rows = [Row(_ones(columns), 0.0, 1.0) for columns in _columns(e.case for e in edges).values()]
    rows += [
        Row(_ones(columns), 0.0, places[leader])
        for leader, columns in _columns(edge.leader for edge in edges).items()
    ]
    taken = [0.0] * len(edges)
    for rank in range(len(edges[0].merits)):
        merits = [float(edge.merits[rank]) for edge in edges]
        if any(merits):
            taken = _solved([-merit for merit in merits], rows) or taken
            reached = sum(merit * share for merit, share in zip(merits, taken, strict=True))
            rows.append(Row(_nonzero(merits), round(reached), kHighsInf))
    chosen = zip(edges, _evened(edges, capacities, rows) or taken, strict=False)
    return {edge.case: edge.leader for edge, share in chosen if share > HALF}


def _evened(
    edges: Sequence[Edge], capacities: Sequence[Capacity], rows: Sequence[Row]
) -> list[float] | None:
    """The most even loads that keep the rows; None if the nodes run out before there are any."""
    costs = [0.0] * len(edges)
    loads = []
    carried = _columns(edge.leader for edge in edges)
    for capacity in capacities:
        weights = [(column, edges[column].weight) for column in carried[capacity.leader]]
        steps = _steps(capacity, [weight for _column, weight in weights])
        climbed = [(len(costs) + n, -1.0) for n in range(len(steps))]
        loads.append(Row((*((c, float(w)) for c, w in weights), *climbed), 0.0, 0.0))
        costs += steps
    return _solved(costs, [*rows, *loads], whole=len(edges))


def _steps(capacity: Capacity, weights: Sequence[int]) -> list[float]:
    """What each more unit of load costs the leader, up to all that he could carry."""
    most = sum(sorted(weights)[-capacity.places :])
    return [(2 * (capacity.load + n) + 1) / capacity.quota for n in range(most)]


def _solved(costs: Sequence[float], rows: Sequence[Row], *, whole: int = 0) -> list[float] | None:
    """The cheapest values between 0 and 1, the first `whole` of them 0 or 1; None without any."""
    solver = Solver()  # type: ignore[no-untyped-call]  # HiGHS's
    solver.setOptionValue("mip_max_nodes", NODES)
    solver.setOptionValue("mip_rel_gap", GAP)
    solver.passModel(_model(costs, rows, whole))
    solver.run()
    solution: HighsSolution = solver.getSolution()
    return list(solution.col_value) if solution.value_valid else None


def _model(costs: Sequence[float], rows: Sequence[Row], whole: int) -> HighsLp:
    model = HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(rows)
    model.col_cost_ = list(costs)
    model.col_lower_, model.col_upper_ = [0.0] * len(costs), [1.0] * len(costs)
    model.row_lower_ = [row.least for row in rows]
    model.row_upper_ = [row.most for row in rows]
    entries = [entry for row in rows for entry in row.factors]
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row.factors))
    model.a_matrix_.format_ = MatrixFormat.kRowwise
    model.a_matrix_.start_ = starts
    model.a_matrix_.index_ = [column for column, _factor in entries]
    model.a_matrix_.value_ = [factor for _column, factor in entries]
    if whole:
        kinds = [HighsVarType.kInteger, HighsVarType.kContinuous]
        model.integrality_ = [kinds[column >= whole] for column in range(len(costs))]
    return model


def _columns(ends: Iterable[int]) -> dict[int, list[int]]:
    """The columns of each end's edges, in order of the ends."""
    found: dict[int, list[int]] = defaultdict(list)
    for column, end in enumerate(ends):
        found[end].append(column)
    return dict(sorted(found.items()))


def _ones(columns: Iterable[int]) -> tuple[tuple[int, float], ...]:
    return tuple((column, 1.0) for column in columns)


def _nonzero(factors: Sequence[float]) -> tuple[tuple[int, float], ...]:
    return tuple((column, factor) for column, factor in enumerate(factors) if factor)
