"""When mail may go out: the port by which the working calendar, a floor above, is asked.

The hours stand in `workflows.counting.work_calendar`, with what each instant becomes.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from organizations.ports import Port

WorkingTime: TypeAlias = Callable[[datetime], datetime]
"""An instant → itself within working hours, else the next opening of offices."""

working_time: Port[WorkingTime] = Port("notifications.hours.working_time", "when offices work")
