"""`rotate_keys`: every sealed identity under the current key of the vault."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from petitions.vault import redigesting, rotation

NOT_DONE = 1


class Command(BaseCommand):
    """Exit 0 once nothing is under another key; 1 while something is, or can't be opened."""

    help = str(gettext_lazy("Put every sealed identity under the current key of the vault."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help=_("only say what is under which key")
        )
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help=_("rows at a time"))
        parser.add_argument(
            "--digests", action="store_true", help=_("write keyed digests with the first key, too")
        )
        parser.add_argument("--json", action="store_true", help=_("as one JSON value"))

    def handle(self, *_args: Any, **options: Any) -> None:
        told: dict[str, Any] = {}
        if not options["check"]:
            done = rotation.rotate(batch=max(1, options["batch"]), progress=self._progress)
            told = {"rewrapped": done.rewrapped, "failed": done.failed}
            if options["digests"]:
                told["redigested"] = redigesting.redigest()
        state = rotation.state()
        told |= {
            "current": state.current,
            "keys": state.counts,
            "left": state.left,
            "missing": state.missing,
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _plain(told))
        if state.left or state.missing:
            raise SystemExit(NOT_DONE)

    def _progress(self, done: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done}", ending="")


def _plain(told: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in told.items())
