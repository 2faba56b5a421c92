"""The legal states of a petition and of a tip-off (条例 22-36; 规则 13-27)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PETITION = "petition", _("Petition")
    TIP_OFF = "tip_off", _("Tip-off")


class Status(models.TextChoices):
    """`NEW` is the instant before registration; no committed row keeps it."""

    NEW = "new", _("New")
    REGISTERED = "registered", _("Registered")
    LINKED = "linked", _("Linked to an earlier matter")
    FORWARDED = "forwarded", _("Forwarded")
    OBJECTED = "objected", _("Jurisdiction objected")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    ROUTED = "routed", _("Routed elsewhere")
    INVESTIGATING = "investigating", _("Under investigation")
    DRAFTED = "drafted", _("Opinion drafted")
    SIGNED = "signed", _("Opinion signed off")
    SERVED = "served", _("Opinion served")
    UNDER_REVIEW = "under_review", _("Under review")
    REVIEW_SERVED = "review_served", _("Review opinion served")
    UNDER_RECHECK = "under_recheck", _("Under recheck")
    CONCLUDED = "concluded", _("Concluded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")
    RECEIVED = "received", _("Received by the discipline commission")
    NOT_ACCEPTED = "not_accepted", _("Tip-off not accepted")
    RETAINED = "retained", _("Kept for reference")
    SEALED_UP = "sealed_up", _("Sealed paper, to be sent up")
    ESCALATED_UP = "escalated_up", _("Sent up to the superior")
    FORWARDED_DOWN = "forwarded_down", _("Forwarded to the subordinate organ")
    TRANSFERRED_OUT = "transferred_out", _("Transferred to another organ")
    HANDED_OVER = "handed_over", _("Handed over to the handling section")
    RETURNED = "returned", _("Returned to intake")
    CLUE_REGISTERED = "clue_registered", _("Clue registered")
    DISPOSING = "disposing", _("Disposal proposed")
    TALK_INQUIRY = "talk_inquiry", _("Talk and letter of inquiry")
    PRELIMINARY = "preliminary", _("Preliminary verification")
    REPORTED = "reported", _("Verification reported")
    HELD = "held", _("Held for later checking")
    FILED = "filed", _("Case filed")
    DISMISSED = "dismissed", _("Settled and dismissed")
    REMINDED = "reminded", _("Reminded in a talk")
    FIRST_FORM = "first_form", _("Handled in the first form")
    TO_PARTY_ORG = "to_party_org", _("Passed to the party organisation")
    REPORTED_BACK = "reported_back", _("Result returned")


BEFORE_ACCEPTANCE = (Status.REGISTERED, Status.FORWARDED)
IN_HANDLING = (Status.ACCEPTED, Status.INVESTIGATING)
AFTER_SERVICE = (
    Status.SERVED,
    Status.UNDER_REVIEW,
    Status.REVIEW_SERVED,
    Status.UNDER_RECHECK,
)
IN_REVIEW = (Status.UNDER_REVIEW, Status.UNDER_RECHECK)
OPEN_PETITION = (
    Status.REGISTERED,
    Status.FORWARDED,
    Status.OBJECTED,
    Status.ACCEPTED,
    Status.INVESTIGATING,
    Status.DRAFTED,
    Status.SIGNED,
    *AFTER_SERVICE,
)
UNANSWERED = tuple(status for status in OPEN_PETITION if status not in AFTER_SERVICE)
"""No answer stands: there was none yet, or it fell."""
HANDLED = (*IN_HANDLING, Status.DRAFTED, Status.SIGNED, *AFTER_SERVICE)
"""Accepted and not ended: there may be something to put right."""
AT_INTAKE = (Status.RECEIVED, Status.FORWARDED_DOWN, Status.RETURNED)
IN_CHECK = (Status.TALK_INQUIRY, Status.PRELIMINARY)
SETTLED = (
    Status.FILED,
    Status.DISMISSED,
    Status.REMINDED,
    Status.FIRST_FORM,
    Status.TO_PARTY_ORG,
)
OPEN_TIP_OFF = (
    *AT_INTAKE,
    Status.SEALED_UP,
    Status.HANDED_OVER,
    Status.CLUE_REGISTERED,
    Status.DISPOSING,
    *IN_CHECK,
    Status.REPORTED,
    Status.HELD,
    *SETTLED,
)
TIP_OFF_ONLY = (
    *OPEN_TIP_OFF,
    Status.NOT_ACCEPTED,
    Status.RETAINED,
    Status.ESCALATED_UP,
    Status.TRANSFERRED_OUT,
    Status.REPORTED_BACK,
)
OPEN = (*OPEN_PETITION, *OPEN_TIP_OFF)
ENDED_PETITION = (
    Status.LINKED,
    Status.REFUSED,
    Status.ROUTED,
    Status.CONCLUDED,
    Status.WITHDRAWN,
    Status.CLOSED,
)
ENDED_TIP_OFF = tuple(status for status in TIP_OFF_ONLY if status not in OPEN_TIP_OFF)
AFTER_INTAKE = (*OPEN_PETITION, *ENDED_PETITION)
"""Every state that a petition can be in once it was registered."""
FINISHED = (Status.CLOSED, Status.CONCLUDED)
ANSWERED = (*AFTER_SERVICE, *FINISHED)
"""An opinion was served, and stands until the tier above says otherwise."""


class PetitionClass(models.TextChoices):
    """The three classes of 条例 29, 30 and 31."""

    APPEAL = "appeal", _("Appeal or claim")
    SUGGESTION = "suggestion", _("Suggestion")
    ACCUSATION = "accusation", _("Accusation")


class Route(models.TextChoices):
    """The six routes of 条例 31 for appeals and claims."""

    JUDICIAL = "1", _("31(1) judicial, procuratorial or police procedure")
    ARBITRATION = "2", _("31(2) arbitration")
    PARTY = "3", _("31(3) party member's appeal or re-examination")
    ADMINISTRATIVE = "4", _("31(4) administrative reconsideration, ruling, licence or penalty")
    DUTY = "5", _("31(5) statutory duty to investigate or protect")
    PETITION = "6", _("31(6) petition procedure")


class Outcome(models.TextChoices):
    """What an opinion says of the demand (条例 32)."""

    SUPPORTED = "supported", _("Supported")
    EXPLAINED = "explained", _("Explained")
    NOT_SUPPORTED = "not_supported", _("Not supported")


class Category(models.TextChoices):
    """The five ways of handling (source document 000 §20)."""

    DEMAND_MET = "demand_met", _("Demand properly met")
    CONDUCT_CORRECTED = "conduct_corrected", _("Conduct put right")
    RESPONSIBILITY_ASSIGNED = "responsibility_assigned", _("Responsibility pinned on a person")
    CORRUPTION_INVESTIGATED = "corruption_investigated", _("Corruption dug deep")
    ACCUSATION_CLEARED = "accusation_cleared", _("False accusation cleared")


class Rating(models.IntegerChoices):
    """Satisfaction, from the petitioner alone (满意度评价)."""

    SATISFIED = 0, _("Satisfied")
    FAIRLY = 1, _("Fairly satisfied")
    DISSATISFIED = 3, _("Dissatisfied")


class Assurance(models.TextChoices):
    """How sure it is that a rating is the petitioner's own."""

    CODE = "code", _("By the query code alone")
    CODE_AND_PHONE = "code_and_phone", _("By the query code and his telephone number")
    CALLED_BACK = "called_back", _("Confirmed in a call-back by another unit")


class ReviewResult(models.TextChoices):
    UPHELD = "upheld", _("Upheld")
    CHANGED = "changed", _("Changed")
    REVOKED = "revoked", _("Revoked")
    REDO = "redo", _("Ordered to handle anew")


class Reporter(models.TextChoices):
    """Who stands behind a tip-off (规则 24, 29, 30); unverifiable counts as anonymous."""

    SIGNED = "signed", _("Signed, not verified yet")
    REAL_NAME = "real_name", _("Real name, verified")
    ANONYMOUS = "anonymous", _("Anonymous")


class Disposal(models.TextChoices):
    """The four ways to dispose of a clue (监督执纪工作规则 21①); each is the status it leads to."""

    TALK_INQUIRY = "talk_inquiry", _("Talk and letter of inquiry")
    PRELIMINARY = "preliminary", _("Preliminary verification")
    HELD = "held", _("Held for later checking")
    DISMISSED = "dismissed", _("Settled and dismissed")
