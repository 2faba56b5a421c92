#!/usr/bin/env python
"""Django's command line. `bin/manage` runs it with the embedded servers."""

import os
import sys

from django.core.management import execute_from_command_line

from config.environment import choose_account

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    choose_account(sys.argv[1:])
    execute_from_command_line(sys.argv)
