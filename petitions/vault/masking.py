"""Values as they may be shown beside a case: enough to tell two apart, too little to find one."""

from typing import Final

from django.utils.translation import gettext as _

from workflows.acts.act_refusals import Refused

HIDDEN: Final = "***"
STARS: Final = "*＊✱∗"
SHOWN_OF_NUMBER: Final = 4
LONG_NUMBER: Final = 11
LEAST_DIGITS: Final = 7


def mask(value: str) -> str:
    """信***, 139****0000, x***@example.org; of anything else the first character alone."""
    value = value.strip()
    local, at, host = value.partition("@")
    if at:
        return f"{local[:1]}{HIDDEN}@{host}"
    digits = sum(character.isdigit() for character in value)
    if digits >= LONG_NUMBER and len(value) == LONG_NUMBER:
        return f"{value[:3]}****{value[-SHOWN_OF_NUMBER:]}"
    if digits >= LEAST_DIGITS and digits * 2 > len(value):
        return f"****{value[-SHOWN_OF_NUMBER:]}"
    return f"{value[:1]}{HIDDEN}" if value else ""


def refuse_masked(values: dict[str, str]) -> None:
    """Raise Refused if a value has a star in it: it was copied from where it is shown masked."""
    if any(star in value for value in values.values() for star in STARS):
        raise Refused(
            _(
                "A masked value can't be written back. Enter what the reporter gave, in full, "
                "or leave the field as it was."
            )
        )
