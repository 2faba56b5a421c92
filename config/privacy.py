"""What keeps people's addresses out of logs and tables."""

import logging
import re

from django.http import HttpRequest

# The addresses that a server listens on are nobody's.
_ADDRESS = re.compile(
    r"(?<![\w.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?![\w.])|\[[0-9a-fA-F:]{3,}\]"
)


def no_address(_request: HttpRequest) -> str | None:
    """The address that sign-in attempts are recorded with: none."""
    return None


class AddressFilter(logging.Filter):
    """Takes network addresses out of messages that libraries word (gunicorn's warnings do)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            message = record.getMessage()
            cleaned = _ADDRESS.sub("-", message)
            if cleaned != message:
                record.msg, record.args = cleaned, None
        return True
