"""Small charts, drawn on the server as SVG without any script."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import pgettext

from organizations.large_libraries import LargeLibrary
from oversight.dashboard.dashboard_selectors import Chosen, watched
from workflows.counting.work_calendar import SHANGHAI
from workflows.states import FINISHED

if TYPE_CHECKING:
    import pygal
else:
    pygal = LargeLibrary("pygal")

MONTHS = 6
WIDTH, HEIGHT = 480, 270
BAR_TOP, BAR_HEIGHT = 80, 44
NAMED, WIDER = 12, 6
LOOK: Final = {
    "background": "transparent",
    "plot_background": "transparent",
    "foreground": "#55606a",
    "foreground_strong": "#1d272c",
    "foreground_subtle": "#ddd6c8",
    "colors": ("#1f5068", "#a12b20"),
    "font_family": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif",
    "legend_font_size": 14,
}
LABELS, NAMES = 13, 16


def _style(label_size: int) -> Any:
    return pygal.style.Style(**LOOK, label_font_size=label_size, major_label_font_size=label_size)


def months_to(today: date) -> list[date]:
    """The first days of the last months, the present one last."""
    found = []
    for back in range(MONTHS - 1, -1, -1):
        years, index = divmod(today.year * 12 + today.month - 1 - back, 12)
        found.append(date(years, index + 1, 1))
    return found


def trend(chosen: Chosen) -> Sequence[tuple[date, int, int]]:
    """Month, matters received in it, matters finished in it; two queries."""
    months = months_to(chosen.today)
    cases = watched(chosen).cases().order_by()
    received = Counter(
        dict(
            cases.filter(received_on__gte=months[0])
            .annotate(month=TruncMonth("received_on"))
            .values_list("month")
            .annotate(n=Count("pk"))
        )
    )
    finished: Counter[date] = Counter()
    rows = (
        cases.filter(status__in=FINISHED, finished_at__gte=day_begins(months[0]))
        .annotate(month=TruncMonth("finished_at", tzinfo=SHANGHAI))
        .values_list("month")
        .annotate(n=Count("pk"))
    )
    for month, n in rows:
        finished[month.date()] += n
    return [(month, received[month], finished[month]) for month in months]


def day_begins(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=SHANGHAI)


def trend_svg(chosen: Chosen) -> bytes:
    """The trend as bars."""
    rows = trend(chosen)
    chart = pygal.Bar(
        style=_style(LABELS),
        js=[],
        width=WIDTH,
        height=HEIGHT,
        margin=8,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        show_minor_y_labels=False,
        y_labels_major_count=3,
        truncate_label=-1,
        spacing=10,
        pretty_print=False,
        value_formatter=lambda n: f"{n:.0f}",
    )
    chart.x_labels = [f"{month:%Y-%m}" for month, _received, _finished in rows]
    chart.add(pgettext("oversight", "Received"), [row[1] for row in rows])
    chart.add(pgettext("oversight", "Finished"), [row[2] for row in rows])
    rendered: bytes = chart.render()
    return rendered


def late_svg(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Late limits of each unit, as it was and as it would be, as bars that lie down."""
    lying = list(reversed(rows))  # drawn from below
    names = _short([row["unit"] for row in lying])
    chart = pygal.HorizontalBar(
        style=_style(NAMES),
        js=[],
        width=WIDTH,
        height=BAR_TOP + BAR_HEIGHT * len(rows),
        margin=8,
        # The library takes a Chinese character for as narrow as a Latin one.
        margin_left=8 + WIDER * max(len(name) for name in names),
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        show_minor_x_labels=False,
        truncate_label=-1,
        spacing=10,
        pretty_print=False,
        value_formatter=lambda n: f"{n:.0f}",
    )
    chart.x_labels = names
    chart.add(pgettext("simulation", "Was"), [row["late_was"] for row in lying])
    chart.add(pgettext("simulation", "Would be"), [row["late_would"] for row in lying])
    rendered: bytes = chart.render()
    return rendered


def _short(names: Sequence[str]) -> list[str]:
    """Names of units without the place that all of them begin with, cut to fit beside a bar."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    shared = len(list(alike)) if len(names) > 1 else 0
    bare = [name[shared:] or name for name in names]
    return [name if len(name) <= NAMED else f"{name[:NAMED]}…" for name in bare]
