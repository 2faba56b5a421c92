"""What is entered at the vault: why an identity must be read, and the decision on it."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.models.sealed_identity import MAX_MINUTES

USUAL_MINUTES: Final = 10


class AskForm(forms.Form):
    """Why, and for how long."""

    reason = forms.CharField(
        label=_("Why the identity must be read"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the record of readings. Name no person in it."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=MAX_MINUTES,
        initial=USUAL_MINUTES,
        help_text=_("Counted from the approval, at most %(most)s.") % {"most": MAX_MINUTES},
    )


class DecisionForm(forms.Form):
    """Yes or no, with a note that a no must have."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A refusal needs its reason."),
    )
