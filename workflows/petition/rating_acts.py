"""Satisfaction: the petitioner's own word, and how sure it is that it was his (条例 21)."""

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields, letter_port
from workflows.acts.act import PETITIONER_ALONE, ActForm, Performance, Relation, act, at
from workflows.acts.purpose import Purpose
from workflows.counting.work_calendar import legal_date
from workflows.models.case import Case
from workflows.petition import right_guards
from workflows.states import AFTER_SERVICE, Assurance, Rating, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

RATEABLE: Final = (*AFTER_SERVICE, Status.CONCLUDED, Status.CLOSED)
DENIED: Final = "denied"
CALLERS: Final = (
    *at(Relation.PART, Role.REGISTRAR, Role.OFFICER, Role.BUREAU_HEAD),
    *at(Relation.PART, Role.REVIEWER, Role.RECHECKER),
    *at(Relation.COMPETENT, Role.REVIEWER, Role.RECHECKER),
    *at(Relation.REGION, Role.MONITOR),
)
"""Whoever may call back; the guard leaves out the two units that the rating is about."""


class OwnPhone:
    """For forms that ask for a telephone number: it has to be one on record, and isn't recorded."""

    case: Case
    cleaned_data: dict[str, Any]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and not letter_port.phone_checker.filled(self.case, phone):
            raise forms.ValidationError(
                _g("This is not a telephone number that was given with the petition.")
            )
        return phone


class RateForm(OwnPhone, ActForm):
    derived: ClassVar[dict[str, forms.Field]] = {
        "assurance": forms.ChoiceField(label=_("Assurance"), choices=Assurance.choices)
    }

    bureau_rating = forms.TypedChoiceField(
        label=_("The petition bureau"),
        choices=Rating.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    unit_rating = forms.TypedChoiceField(
        label=_("The responsible unit"),
        choices=Rating.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    remark = form_fields.reason(_("What you would like to add"), required=False)
    phone = forms.CharField(
        label=_("Telephone number that you gave with your petition"),
        required=False,
        max_length=30,
        help_text=_("You may leave it out. It shows that the rating is yours and isn't kept."),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        assurance = Assurance.CODE_AND_PHONE if data.get("phone") else Assurance.CODE
        return data | {"assurance": assurance}


class ConfirmForm(OwnPhone, ActForm):
    phone = forms.CharField(
        label=_("Telephone number that was called"),
        max_length=30,
        help_text=_("The one that was given with the petition; it is compared and isn't kept."),
    )
    result = forms.ChoiceField(
        label=_("What the petitioner answered"),
        choices=[
            ("confirmed", _("He gave this rating")),
            (DENIED, _("He did not give it")),
        ],
    )
    remark = form_fields.reason(_("Remark"), required=False)

    def prepare(self) -> None:
        if self.case.rated_at:
            self.fields["result"].help_text = _g(
                "Rated on %(day)s. Petition bureau: %(bureau)s; responsible unit: %(unit)s."
            ) % {
                "day": date_format(legal_date(self.case.rated_at), "DATE_FORMAT"),
                "bureau": self.case.get_bureau_rating_display(),
                "unit": self.case.get_unit_rating_display(),
            }


def is_rated(case: Case) -> bool:
    return case.rated_at is not None


class RatingActs(Base):
    """Nobody rates but the petitioner; another unit may ask him whether it was he."""

    @act(
        source=RATEABLE,
        label=_("Rate satisfaction"),
        purpose=Purpose.RIGHTS,
        article="信访事项办理群众满意度评价工作办法 第三条",
        for_petitioner=_("The handling was rated."),
        by=PETITIONER_ALONE,
        form=RateForm,
        available_if=right_guards.may_be_rated,
        offered_to=right_guards.is_within_evaluation_window,
        guards=(right_guards.served_and_unrated, right_guards.within_evaluation_window),
        satisfies=("evaluate_window",),
        redacts=("phone",),
    )
    def rate(self, step: Performance) -> None:
        self.rated_at = step.at
        self.bureau_rating = step.details["bureau_rating"]
        self.unit_rating = step.details["unit_rating"]

    @act(
        source=RATEABLE,
        label=_("Confirm the rating by a call-back"),
        purpose=Purpose.RIGHTS,
        article="信访事项办理群众满意度评价工作办法 第三条",
        for_petitioner=_("You were called back about your rating."),
        by=CALLERS,
        form=ConfirmForm,
        available_if=is_rated,
        guards=(right_guards.rated_and_not_called_back, right_guards.of_neither_unit_rated),
        redacts=("phone",),
        style="secondary",
    )
    def confirm_rating(self, _step: Performance) -> None:
        """The rating itself stays; reports leave out one that the petitioner denied."""
