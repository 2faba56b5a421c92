"""What the ledger of another office says of a matter that came in with it, and says later."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields
from workflows.acts.act import BATCH_IMPORT, INTERNAL, ActForm, Performance, act, at_intake
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.states import AFTER_INTAKE

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访事项网上办理工作规程 第四条"


class SourceReportForm(ActForm):
    reported = form_fields.text(_("What the source reports"))


class SourceActs(Base):
    """None of these moves the status: what another office says is not yet our own finding."""

    @act(
        source=AFTER_INTAKE,
        label=_("Note what the source reports"),
        purpose=Purpose.RECORD,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=(*at_intake(Role.REGISTRAR, Role.OFFICER), *BATCH_IMPORT),
        form=SourceReportForm,
        style="secondary",
    )
    def note_source(self, _step: Performance) -> None:
        """The values that its ledger gives today stand on the event."""
