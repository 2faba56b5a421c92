"""The forms in which changes of limits, ladders and the calendar are put down."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Region
from workflows.acts import form_fields
from workflows.acts.day_bounds import FORESEEABLE, TODAY
from workflows.amendments.rule_subject import earliest_start
from workflows.amendments.views.rule_presenters import BASIS
from workflows.cases.machines import CLIMBING, RUNG_PAPERS
from workflows.counting.due_date import Further, LengthUnit
from workflows.counting.ladder import CALENDAR, PERCENT, WORKING, Rung
from workflows.escalation.ladder_display import ADDRESSEES, act_label
from workflows.models import ClockRule
from workflows.papers.paper_kinds import PAPERS

LONGEST: Final = 400
MOST_RUNGS: Final = 20
FIRST_YEAR, LAST_YEAR = 2004, 2100
MAX_FILE_BYTES: Final = 200_000
MAX_TEXT: Final = 20_000

UNITS: Final = (
    (LengthUnit.CALENDAR.value, pgettext_lazy("unit of a limit", "days (calendar)")),
    (LengthUnit.WORKING.value, pgettext_lazy("unit of a limit", "working days")),
    (LengthUnit.MONTH.value, pgettext_lazy("unit of a limit", "months")),
    (LengthUnit.NONE.value, pgettext_lazy("unit of a limit", "none: without delay, or by period")),
)
FURTHER: Final = (
    (Further.NOBODY.value, _("nobody")),
    (Further.SUPERIOR.value, _("the superior, by what it approves")),
    (Further.ISSUER.value, _("whoever issued the limit")),
)
# The choice's name → the unit of the rung, and its side of the last day.
WHEN: Final[Mapping[str, tuple[str, int]]] = {
    "days_before": (CALENDAR, -1),
    "working_before": (WORKING, -1),
    "days_after": (CALENDAR, 1),
    "working_after": (WORKING, 1),
    "percent": (PERCENT, 1),
}
WHEN_WORDS: Final = (
    ("", "—"),
    ("days_before", _("days before the last day")),
    ("working_before", _("working days before the last day")),
    ("days_after", _("days after the last day")),
    ("working_after", _("working days after the last day")),
    ("percent", _("per cent of the time allowed")),
)


class ReasonedForm(forms.Form):
    """What every proposal has: why."""

    reason = forms.CharField(
        label=pgettext_lazy("amendment", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The document or decision this change stands on; whoever decides reads it."),
    )


class RuleForm(ReasonedForm):
    """The next version of a time limit."""

    length = forms.IntegerField(
        label=_("Length"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=_("Empty: whoever issues the document sets it."),
    )
    unit = forms.ChoiceField(label=pgettext_lazy("limit", "Counted in"), choices=UNITS)
    effective_from = form_fields.day(
        _("Takes effect on"),
        not_before=TODAY,
        not_after=FORESEEABLE,
        help_text=_("Clocks started from this day on run under the new version."),
    )
    extensions = forms.IntegerField(
        label=_("Number of extensions"), min_value=0, max_value=9, initial=0
    )
    max_extension = forms.IntegerField(
        label=_("Each by at most"), min_value=0, max_value=LONGEST, initial=0
    )
    further = forms.ChoiceField(
        label=_("Beyond that it is extended by"), choices=FURTHER, required=False
    )
    pausable = forms.BooleanField(label=_("May be paused"), required=False)
    rolls = forms.BooleanField(
        label=_("A last day that is a rest day moves to the next working day"), required=False
    )
    name = forms.CharField(label=pgettext_lazy("limit", "Name"), max_length=60)
    article = forms.CharField(label=_("Article"), max_length=120)
    starts = forms.CharField(label=_("Starts with"), max_length=80, required=False)
    stops = forms.CharField(label=_("Stops with"), max_length=80, required=False)
    basis = forms.ChoiceField(label=_("How the text is known"), choices=tuple(BASIS.items()))
    confirmed = forms.BooleanField(label=_("The basis has been checked"), required=False)
    local = forms.BooleanField(
        label=_("A setting of this office, where the law names no figure"), required=False
    )
    on = forms.BooleanField(label=_("In use"), required=False)

    field_order = ("length", "unit", "effective_from")

    @staticmethod
    def values_of(rule: ClockRule, *, at: datetime) -> dict[str, Any]:
        """The present version as the form's first values."""
        names = [name for name in RuleForm.base_fields if name != "reason"]
        present = {name: getattr(rule, name) for name in names}
        return present | {"effective_from": earliest_start(at)}

    def content(self, key: str) -> dict[str, Any]:
        """What `RuleSubject` takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        starts: date = values["effective_from"]
        return values | {"key": key, "effective_from": starts.isoformat()}


class RungForm(forms.Form):
    """One rung. A row in which nothing is chosen is left out."""

    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())
    amount = forms.IntegerField(label=pgettext_lazy("rung", "How many"), min_value=1, max_value=366)
    when = forms.ChoiceField(label=pgettext_lazy("rung", "When"), choices=WHEN_WORDS)
    act = forms.ChoiceField(
        label=pgettext_lazy("rung", "What happens"),
        choices=lambda: [("", "—"), *((act, act_label(act)) for act in CLIMBING)],
    )
    document = forms.ChoiceField(
        label=pgettext_lazy("rung", "Paper"),
        choices=[("", "—"), *((name, PAPERS[name].title) for name in RUNG_PAPERS)],
        required=False,
    )
    to = forms.MultipleChoiceField(
        label=pgettext_lazy("rung", "Told to"),
        choices=tuple(ADDRESSEES.items()),
        widget=forms.CheckboxSelectMultiple(),
    )

    @staticmethod
    def values_of(rung: Rung) -> dict[str, Any]:
        """A rung as the row's values."""
        side = 1 if rung.unit == PERCENT or rung.offset > 0 else -1
        when = next(name for name, each in WHEN.items() if each == (rung.unit, side))
        return {
            "key": rung.key,
            "amount": abs(rung.offset),
            "when": when,
            "act": rung.act,
            "document": rung.document or "",
            "to": list(rung.addressees),
        }

    def as_row(self) -> dict[str, Any]:
        """The rung as a row of a ladder, as in `data/ladders.toml`."""
        values = self.cleaned_data
        unit, side = WHEN[values["when"]]
        return {
            "key": values["key"],
            "offset": side * values["amount"],
            "unit": unit,
            "act": values["act"],
            "to": values["to"],
            "document": values["document"] or None,
        }


RungFormSet = forms.formset_factory(RungForm, extra=0, max_num=MOST_RUNGS, validate_max=True)


class CalendarForm(ReasonedForm):
    """The days of one year, as the notice has them or as rows."""

    year = forms.IntegerField(
        label=pgettext_lazy("calendar", "Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=pgettext_lazy("calendar", "Region"),
        to_field_name="code",
        required=False,
        empty_label=_("The whole country"),
    )
    text = forms.CharField(
        label=pgettext_lazy("calendar", "Rest days and made-up workdays"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "The State Council's sentences as they are, or a row for each day: date, 休 or 班, "
            "name of the holiday."
        ),
    )
    file = forms.FileField(
        label=_("Or a .csv file of such rows"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
        help_text=_("Its rows take the place of the text above."),
    )

    field_order = ("year", "region", "text", "file", "reason")

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Region]", self.fields["region"]).queryset = regions
