"""The form of the sign-in page: name, password, and after wrong tries a picture."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from organizations.signing_in import slowing
from organizations.signing_in.whence import whence
from petitions.entrance.alarms import raise_alarms
from petitions.reporter_portal.picture_field import PictureField, PictureInput


class SignInPicture(PictureInput):
    template_name = "petitions/sign_in_picture.html"


class SignInForm(AuthenticationForm):
    """Looks at a password only when it is neither too early nor without the picture asked for."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.at = timezone.now()
        self.name = str(self.data.get("username", ""))
        self.whence = whence(request, slowing.account_key(self.name))
        # A picture is good for one try: too early, it would be spent for nothing.
        self.wait_s = slowing.wait_left(self.name, self.whence, at=self.at) if self.is_bound else 0
        self._ask_for_picture()

    def _ask_for_picture(self) -> None:
        if slowing.needs_picture(self.name, self.whence) and not self.wait_s:
            self.fields["picture"] = _picture()

    def clean(self) -> dict[str, Any]:
        if self.wait_s:
            raise self._too_early(self.wait_s)
        if self.errors:
            return self.cleaned_data
        if wait_s := slowing.begin_try(self.name, self.whence, at=self.at):
            raise self._too_early(wait_s)
        try:
            cleaned = super().clean()
        except ValidationError:
            alarms = slowing.note_wrong(self.name, self.whence, at=self.at)
            raise_alarms(alarms, self.name, at=self.at)
            self._ask_for_picture()  # of the page that says so
            raise
        slowing.forgive(self.name, self.whence)
        return cleaned

    @staticmethod
    def _too_early(seconds: int) -> ValidationError:
        words = ngettext(
            "Too many wrong tries. Wait %(count)d second, then try again.",
            "Too many wrong tries. Wait %(count)d seconds, then try again.",
            seconds,
        )
        return ValidationError(words % {"count": seconds}, code="too_early")


def _picture() -> forms.Field:
    field = PictureField()
    field.widget = SignInPicture()
    return field
