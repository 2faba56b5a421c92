"""Which serial a number without an order was made of."""

from workflows.models import Counter
from workflows.papers.number_series import Order


def order_of(series: str) -> Order:
    counter = Counter.objects.get(series=series)
    return Order(bytes(counter.key), counter.plain)


def serial_of(case_number: str) -> int:
    """The place of a case among those of its region and year."""
    sign, year, shown = case_number.rsplit("-", 2)
    return order_of(f"case:{sign}:{year}").serial(int(shown))
