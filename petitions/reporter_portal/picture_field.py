"""The picture that tells people from programmes: drawn here, good once, for an hour (ADR 0027)."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models.picture_challenge import PictureChallenge

FIGURES: Final = "23456789"  # no 0 and 1, which are misread
LENGTH: Final = 5
GOOD_FOR: Final = timedelta(hours=1)
WIDTH, HEIGHT = 200, 64
INK: Final = (22, 49, 60)
PAPER: Final = (255, 255, 255)


def challenge(at: datetime) -> PictureChallenge:
    """A new picture; those whose hour is over go."""
    PictureChallenge.objects.filter(expires_at__lt=at).delete()
    figures = "".join(secrets.choice(FIGURES) for _n in range(LENGTH))
    return PictureChallenge.objects.create(figures=figures, expires_at=at + GOOD_FOR)


def spend(key: UUID, figures: str, at: datetime) -> bool:
    """Whether these are the figures of that picture, which is void from now on."""
    good = PictureChallenge.objects.filter(key=key, figures=figures, expires_at__gte=at).exists()
    removed, _by_model = PictureChallenge.objects.filter(key=key).delete()
    return good and removed == 1


def drawn(figures: str) -> bytes:
    """The figures as a PNG."""
    return ImageCaptcha(WIDTH, HEIGHT).generate(figures, bg_color=PAPER, fg_color=INK).getvalue()


def spoken(figures: str) -> bytes:
    """The figures as a WAV, spoken in English over noise."""
    return bytes(AudioCaptcha().generate(figures))


class PictureInput(forms.MultiWidget):
    """A new picture each time it is shown, whatever was typed before."""

    template_name = "petitions/report/picture.html"

    def __init__(self) -> None:
        typed = {"inputmode": "numeric", "maxlength": LENGTH, "autocomplete": "off"}
        super().__init__([forms.HiddenInput(), forms.TextInput(typed)])

    def decompress(self, _value: object) -> list[object]:
        return [None, None]

    def get_context(self, name: str, _value: object, attrs: dict[str, Any] | None) -> Any:
        key = challenge(timezone.now()).key
        context = super().get_context(name, [key, ""], attrs)
        return context | {"key": key}


class PictureField(forms.MultiValueField):
    """The figures of a picture, checked against the database and void after one try."""

    def __init__(self) -> None:
        wrong = _("Those were not the figures of the picture. Here is a new one.")
        super().__init__(
            fields=(forms.UUIDField(), forms.CharField(max_length=LENGTH)),
            label=_("Figures in the picture"),
            widget=PictureInput(),
            error_messages={"invalid": wrong, "required": wrong},
        )

    def clean(self, value: Any) -> Any:
        """Nothing. Raises ValidationError, in the same words whatever is wrong."""
        try:
            return super().clean(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def compress(self, values: Sequence[Any]) -> None:
        key, figures = values
        if not spend(key, figures, timezone.now()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
