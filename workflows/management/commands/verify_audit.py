"""`verify_audit`: was any event or reading changed, put in or taken away?"""

import json
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.audit.chain_verification import ChainFault, Verified, verify

FOUND_WRONG = 1
HEAD = re.compile(r"\d{1,18}:[0-9a-f]{64}")


class Command(BaseCommand):
    """Exit 0 if the chain is whole, 1 if a fault was found."""

    help = str(gettext_lazy("Walk the hash chain over all events and readings."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("as one JSON value"))
        parser.add_argument(
            "--expect", default="", metavar="NUMBER:HASH", help=_("a head that was noted earlier")
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        expected = options["expect"]
        if expected and not HEAD.fullmatch(expected):
            raise CommandError(_("A head is written NUMBER:HASH."), returncode=2)
        walked = verify(expected=expected)
        if options["json"]:
            self.stdout.write(json.dumps(walked.as_json(), ensure_ascii=False))
        else:
            self._print(walked)
        if not walked.ok:
            raise SystemExit(FOUND_WRONG)

    def _print(self, walked: Verified) -> None:
        for fault in walked.faults:
            self.stdout.write(f"✗ {_as_text(fault)}")
        self.stdout.write(
            _("%(links)s links in %(seals)s seals, %(unsealed)s not sealed yet; head %(head)s")
            % {
                "links": walked.links,
                "seals": walked.seals,
                "unsealed": walked.unsealed,
                "head": walked.head or "–",
            }
        )


def _as_text(fault: ChainFault) -> str:
    labels = {
        "row_changed": _("changed"),
        "row_missing": _("taken away"),
        "link_missing": _("its link is taken away"),
        "link_changed": _("a link of the seal is changed"),
        "link_before_missing": _("the link before it is taken away"),
        "seal_changed": _("the seal is changed"),
        "seal_missing": _("the seal is taken away"),
        "head_differs": _("the head noted earlier is not there"),
    }
    place = f"{fault.source}/{fault.row}" if fault.row else ""
    seal = f"#{fault.seal}" if fault.seal else ""
    return "  ".join(p for p in (labels[fault.kind], fault.case, place, seal, fault.at) if p)
