"""What is entered of a promise: that it was given, and that it was kept."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from workflows.acts import form_fields


class PromiseForm(forms.Form):
    """What was promised, by when, and who sees to it."""

    text = forms.CharField(
        label=_("What is promised"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = form_fields.day(_("To be kept by"))
    follower = forms.ModelChoiceField(label=_("Who follows up"), queryset=Person.objects.none())

    def __init__(self, *args: Any, followers: QuerySet[Person], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        follower: Any = self.fields["follower"]
        follower.queryset, follower.empty_label = followers, _("Choose…")

    def clean_due_on(self) -> date:
        due: date = self.cleaned_data["due_on"]
        if due < self.today:
            raise forms.ValidationError(_g("The limit can't lie in the past."))
        return due


class FulfilForm(forms.Form):
    """That a promise was kept: when and how."""

    done_on = form_fields.day(_("Kept on"))
    note = forms.CharField(
        label=_("How it was kept"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, made_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_on, self.today = made_on, today
        self.fields["done_on"].initial = today

    def clean_done_on(self) -> date:
        done: date = self.cleaned_data["done_on"]
        if not self.made_on <= done <= self.today:
            raise forms.ValidationError(_g("A day between the promise and today."))
        return done
