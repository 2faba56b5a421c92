"""The way of a case as a picture: viewflow's chart, laid out as a column of desks."""

from typing import Any, Final

from viewflow.workflow import chart
from viewflow.workflow.status import STATUS

from workflows.cases.flows import FLOWS
from workflows.models import Case, CaseProcess

DESK_HEIGHT: Final = 46
ROW: Final = 62
DESK_SVG: Final = '<rect class="task" width="150" height="46" rx="8" ry="8"/>'
DESK_COLUMN: Final = 2
MARGIN: Final = 8
TEXT_SIZE: Final = 14
SMALL_TEXT_SIZE: Final = 11
SHORT_TITLE: Final = 18  # characters that fit a desk at the larger size


def way_of(case: Case) -> str:
    """An SVG of the flow of this kind of case, with the desks it has passed and is on marked."""
    flow = FLOWS[case.kind]
    grid = chart.calc_layout_data(flow)
    _stack(grid)
    process = CaseProcess.objects.filter(case=case).first()
    if process is not None:
        chart.calc_cell_status(flow, grid, process.pk)
        _mark_here(grid)
    return str(chart.grid_to_svg(grid))


def _mark_here(grid: Any) -> None:
    """A desk is where the case is, whether somebody has claimed it or not."""
    for cell in grid.cells:
        if cell.status == STATUS.NEW:
            cell.status = STATUS.ASSIGNED


def _stack(grid: Any) -> None:
    """Put the desks below each other in the order in which the flow declares them.

    The ways back to the switch are left out: every desk has one, and they would cover the rest.
    """
    switch = next(node for node in grid.nodes if len(list(node._outgoing())) > 1)
    grid.edges = [edge for edge in grid.edges if edge.dst is not switch or edge.src.name == "start"]
    desks = [cell for cell in grid.cells if cell.col == DESK_COLUMN]
    order = [*PLACES, "end"]
    desks.sort(key=lambda cell: order.index(cell.node.name))
    for row, cell in enumerate(desks):
        _place(cell, row, row * ROW + MARGIN)
    middle = len(desks) // 2
    for cell in grid.cells:
        if cell.col != DESK_COLUMN:
            _place(cell, middle, middle * ROW + MARGIN)
    grid.height = len(desks) * ROW + MARGIN
    chart.calc_edges(grid)


def _place(cell: Any, row: int, top: int) -> None:
    if cell.node.name in PLACES:
        title = str(cell.node.task_title)
        cell.shape.height, cell.shape.svg = DESK_HEIGHT, DESK_SVG
        size = TEXT_SIZE if len(title) <= SHORT_TITLE else SMALL_TEXT_SIZE
        cell.shape.text = [(title, "align-middle", size, cell.shape.width // 2, DESK_HEIGHT // 2)]
    cell.row, cell.y, cell.height = row, top, DESK_HEIGHT
    cell.shape.y = top + (DESK_HEIGHT - cell.shape.height) // 2
