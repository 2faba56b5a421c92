"""The picture that tells people from programmes: drawn here, good once, for an hour (ADR 0022)."""

import secrets
from typing import Any, Final

from captcha.fields import CaptchaField, CaptchaTextInput
from django.utils.translation import gettext_lazy as _

FIGURES: Final = "23456789"  # no 0 and 1, which are misread
LENGTH: Final = 5


def figures() -> tuple[str, str]:
    """What is drawn and what is expected; figures, so that any keyboard will do."""
    drawn = "".join(secrets.choice(FIGURES) for _n in range(LENGTH))
    return drawn, drawn


class PictureInput(CaptchaTextInput):  # type: ignore[misc]  # untyped
    template_name = "petitions/report/picture.html"

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "maxlength": LENGTH})


class PictureField(CaptchaField):  # type: ignore[misc]  # untyped
    """The figures of a picture, checked against the database and void after one try."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = _("Those were not the figures of the picture. Here is a new one.")
        super().__init__(
            label=_("Figures in the picture"),
            widget=PictureInput(),
            error_messages={"invalid": wrong, "required": wrong},
            **kwargs,
        )
