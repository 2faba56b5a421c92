"""What whoever tries a ledger may say of it: its sheets, its headings, the day of receipt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit
from petitions.ledger_format.columns import COLUMNS, fold_heading
from petitions.ledgers.import_result import ColumnRead, ImportResult
from petitions.models import LedgerHeading
from workflows.acts import form_fields
from workflows.acts.day_bounds import FOUNDING

HEADING = LedgerHeading._meta.get_field("heading").max_length or 0


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A heading of the ledger beside the field that says what it is taken for."""

    heading: str
    field: forms.BoundField


class TrialForm(forms.Form):
    """Filled with what was understood; sent again, the file is tried once more with it."""

    sheets = forms.MultipleChoiceField(
        label=_("Sheets"), widget=forms.CheckboxSelectMultiple, required=False
    )
    dated_on = form_fields.day(
        _("Day of receipt"),
        not_before=FOUNDING,
        required=False,
        help_text=_("For rows of a sheet that has no column for it."),
    )

    def __init__(self, *args: Any, found: ImportResult, all_sheets: list[str]) -> None:
        super().__init__(*args)
        self.headings = list(dict.fromkeys(each.heading for each in found.columns))
        meanings = {each.heading: each.understood_as or "" for each in found.columns}
        if len(all_sheets) > 1:
            self._offer("sheets", [(name, name) for name in all_sheets])
            self.fields["sheets"].initial = [sheet.name for sheet in found.sheets]
        else:
            del self.fields["sheets"]
        if any("received_on" not in keys for keys in _keys_by_sheet(found.columns).values()):
            self.fields["dated_on"].initial = next(
                (sheet.dated_on for sheet in found.sheets if sheet.dated_on), None
            )
        else:
            del self.fields["dated_on"]
        for place, heading in enumerate(self.headings):
            self.fields[f"heading_{place}"] = forms.ChoiceField(
                label=heading,
                required=False,
                initial=meanings[heading],
                choices=[("", _("Keep among the remarks")), *_columns()],
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = choices

    @property
    def heading_rows(self) -> Iterator[HeadingRow]:
        for place, heading in enumerate(self.headings):
            yield HeadingRow(heading, self[f"heading_{place}"])

    def learn(self, unit: Unit, found: ImportResult) -> None:
        """Remember for this unit the headings that are to mean something else than was found."""
        meanings = {each.heading: each.understood_as or "" for each in found.columns}
        for place, heading in enumerate(self.headings):
            chosen = self.cleaned_data[f"heading_{place}"]
            if chosen != meanings[heading]:
                LedgerHeading.objects.update_or_create(
                    unit=unit,
                    heading=fold_heading(heading)[:HEADING],
                    defaults={"column": chosen},
                )


def _columns() -> list[tuple[str, str]]:
    return [(key, spec.heading) for key, spec in COLUMNS.items()]


def _keys_by_sheet(columns: tuple[ColumnRead, ...]) -> Mapping[str, set[str | None]]:
    keys: dict[str, set[str | None]] = {}
    for column in columns:
        keys.setdefault(column.sheet, set()).add(column.understood_as)
    return keys
