"""What keeps people's addresses, and every trace of reports, out of logs and tables."""

import logging
import re
from typing import Final

# The addresses that a server listens on are nobody's.
_ADDRESS = re.compile(
    r"(?<![\w.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?![\w.])|\[[0-9a-fA-F:]{3,}\]"
)

REPORTS: Final = "portal/report/"
"""Requests below this address leave no line and no figure: the hour could tell who asked."""


FAULT: Final = 500
"""A status of this or more is ours to mend; one below it was asked for."""


class AddressFilter(logging.Filter):
    """Takes network addresses out of messages that libraries word (gunicorn's warnings do)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            message = record.getMessage()
            cleaned = _ADDRESS.sub("-", message)
            if cleaned != message:
                record.msg, record.args = cleaned, None
        return True


class ReportFilter(logging.Filter):
    """Drops lines about the pages for reports; only a fault of ours is written down."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", FAULT) >= FAULT and record.levelno >= logging.ERROR:
            return True
        address = getattr(getattr(record, "request", None), "path", "")
        return REPORTS not in f"{address} {record.getMessage()}"
