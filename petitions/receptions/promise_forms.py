"""What is entered of a promise: that it was given, and that it was kept."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from workflows.acts import day_bounds, form_fields
from workflows.acts.day_bounds import FORESEEABLE, TODAY, Bound


class PromiseForm(forms.Form):
    """What was promised, by when, and who sees to it."""

    text = forms.CharField(
        label=_("What is promised"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = form_fields.day(_("To be kept by"), not_before=TODAY, not_after=FORESEEABLE)
    follower = forms.ModelChoiceField(label=_("Who follows up"), queryset=Person.objects.none())

    def __init__(self, *args: Any, followers: QuerySet[Person], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day_bounds.bind_today(self, today)
        follower: Any = self.fields["follower"]
        follower.queryset, follower.empty_label = followers, _("Choose…")


class FulfilForm(forms.Form):
    """That a promise was kept: when and how."""

    done_on = form_fields.day(_("Kept on"), not_before=Bound("made"))
    note = forms.CharField(
        label=_("How it was kept"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, made_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day_bounds.bind_today(self, today, made=made_on)
        self.fields["done_on"].initial = today
