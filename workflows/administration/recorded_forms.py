"""Forms of who is who: what they change is judged by the rules of rights before it is saved."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Person
from workflows.rights.change_refusals import refusal_of
from workflows.rights.guarded_rights import needs_second
from workflows.rights.office_changes import FIELDS, OfficeChange
from workflows.rights.second_people import second_people


class RecordedForm(forms.ModelForm):  # type: ignore[type-arg]
    """The form of one row; `asker` and `at` are set by the page that shows it.

    `refused` says, once it was cleaned, why whoever asks may not change this.
    """

    subject: ClassVar[str]
    asker: ClassVar[Person]
    at: ClassVar[datetime]
    refused: str = ""

    reason = forms.CharField(
        label=pgettext_lazy("rights", "Reason"),
        required=False,
        max_length=400,
        help_text=_("Needed where a second person confirms; it stays on record."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        change = self.change()
        self.refused = refusal_of(change, by=self.asker, at=self.at)
        if self.refused:
            raise ValidationError(self.refused)
        if needs_second(change, at=self.at) and change.values:
            self._check_confirmable(change)
        return cleaned

    def _check_confirmable(self, change: OfficeChange) -> None:
        if not self.cleaned_data.get("reason"):
            self.add_error(
                "reason", _g("A second person confirms this change. Say why it is made.")
            )
        if not second_people(change, without=[self.asker.pk], at=self.at).exists():
            raise ValidationError(
                _g("Nobody else could confirm this. Appoint a security administrator first.")
            )

    def change(self) -> OfficeChange:
        """What was filled in, as plain values."""
        values = {k: _plain(v) for k, v in self.filled_in().items() if k in FIELDS[self.subject]}
        return OfficeChange.of(self.subject, self.instance.pk, values)

    def filled_in(self) -> Mapping[str, Any]:
        return self.cleaned_data


def _plain(value: Any) -> Any:
    """As the record has it: an id, an instant in UTC, a day, or the value itself."""
    match value:
        case Model():
            return value.pk
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
    return value
