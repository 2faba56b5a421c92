"""When mail may go out. The working calendar stands a floor above, which says how it is read."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from organizations.ports import Port

WorkingTime: TypeAlias = Callable[[datetime], datetime]
"""An instant → itself within working hours, else the next opening of offices."""

working_time: Port[WorkingTime] = Port("notifications.hours.working_time", "when offices work")
