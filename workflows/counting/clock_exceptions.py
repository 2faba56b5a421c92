"""What the law does not let a clock do. Each refusal names the article and the way out."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.counting.rule_types import Rule


class ClockError(ValueError):
    """A clock's events and its rule do not fit together.

    `facts` holds the words of the message. The text is put together when it is read, so it comes
    out in the reader's language.
    """

    message: ClassVar[Promise] = _("%(name)s cannot be counted under %(article)s.")

    def __init__(self, rule: Rule, **facts: object) -> None:
        self.rule = rule
        self.facts = {"name": rule.name, "article": rule.article, **facts}
        super().__init__(rule.key)

    def __str__(self) -> str:
        return str(self.message) % self.facts


class NotExtendable(ClockError):
    """The rule knows no extension."""

    message = _(
        "%(name)s cannot be extended: %(article)s knows no extension. Finish within the limit."
    )


class ExtendedTooOften(ClockError):
    """Every extension that the rule allows is used up."""

    message = _(
        "%(name)s has used up its extensions: %(article)s allows %(times)s. "
        "Finish within the extended limit."
    )


class ExtensionTooLong(ClockError):
    """The extension is longer than the rule allows."""

    message = _(
        "%(name)s cannot be extended by %(asked)s: %(article)s allows at most %(most)s. "
        "Enter a shorter extension."
    )


class ExtensionEmpty(ClockError):
    """An extension by nothing, or backwards."""

    message = _(
        "An extension of %(name)s under %(article)s adds at least one. Enter a positive number."
    )


class ExtensionTooLate(ClockError):
    """The extension was approved after the limit had passed."""

    message = _(
        "%(name)s ended on %(due_on)s and cannot be extended on %(on)s: under %(article)s an "
        "extension is approved before the limit ends. Finish at once and record the reason for "
        "the delay."
    )


class NotPausable(ClockError):
    """The rule knows no pause."""

    message = _(
        "%(name)s does not pause: %(article)s excludes no time. Every day counts; ask for an "
        "extension if the rule allows one."
    )


class PausedAlready(ClockError):
    """A pause inside a pause."""

    message = _(
        "%(name)s (%(article)s) is already paused on %(on)s. Record the end of the first pause "
        "before the next one."
    )


class NotPaused(ClockError):
    """A resumption without a pause."""

    message = _(
        "%(name)s (%(article)s) is not paused on %(on)s and cannot resume. Record the beginning "
        "of the pause first."
    )


class BeforeStart(ClockError):
    """An event dated before the clock began."""

    message = _(
        "%(name)s (%(article)s) started on %(started_on)s; nothing can happen to it on %(on)s. "
        "Correct the date."
    )


class AfterEnd(ClockError):
    """An event dated after the clock had stopped."""

    message = _(
        "%(name)s (%(article)s) stopped on %(ended_on)s; nothing can happen to it on %(on)s. "
        "Correct the date, or start a new clock."
    )


class StartMissing(ClockError):
    """A clock without a beginning, or with two."""

    message = _(
        "%(name)s (%(article)s) needs exactly one start; %(starts)s were given. Record the event "
        "that starts it."
    )


class LengthMissing(ClockError):
    """The rule leaves the limit to the issuer, who gave none."""

    message = _(
        "%(name)s has no limit of its own: under %(article)s whoever issues the document sets "
        "one. Enter the limit."
    )


class LengthFixed(ClockError):
    """The law sets the limit; nobody else can."""

    message = _(
        "%(name)s is %(length)s under %(article)s; no other limit can be set. Leave the limit out."
    )


class LengthEmpty(ClockError):
    """A limit of nothing, or backwards."""

    message = _("The limit of %(name)s (%(article)s) is at least one. Enter a positive number.")
