"""Why the door says no, each in words that say what to do."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from workflows.acts.act import ActForm


class Refused(Exception):
    """The law or the state of the case does not allow the act; the message says why."""

    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = str(message)


class AlreadyDone(Refused):
    """The same actor has done the same act since he looked at the case."""

    def __init__(self, act: object) -> None:
        super().__init__(_("“%(act)s” was done already; nothing was entered twice.") % {"act": act})


class NotFound(Refused):
    """No such case, or none that this actor may know of; the two look the same."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such case."))


class Forbidden(Refused):
    """The actor may see the case but not do this."""

    code = "forbidden"


class StaffSession(Refused):
    """A member of staff is signed in where the petitioner is about to act with his code."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A member of staff is signed in here. What is the petitioner's to do, he does "
                "himself: sign out first. What he brought on paper, said or telephoned is entered "
                "in the case."
            )
        )


class ProposalNeeded(Refused):
    """This time the act takes a proposal and the decision of another."""


class IllegalMove(Refused):
    """The act does not lead out of the present status."""

    code = "illegal_move"


class Incomplete(Refused):
    """The details are missing or wrong; `form` holds them as given, with the errors."""

    code = "invalid"

    def __init__(self, form: "ActForm") -> None:
        super().__init__(_("Some details are missing or wrong."))
        self.form = form


class PaperOnly(Refused):
    """The matter is a superior's or about the organ's own head: it is never entered (规则 15)."""

    code = "paper_only"


class Leaking(Refused):
    """The act would tell somebody who must never learn of the case; the attempt is kept."""

    code = "leaking"
