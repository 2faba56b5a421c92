"""The table of rights: what each permission lets people do, and to which posts it is granted.

The acts bring their own lines (`Act.by`); here stand the looks into a case, and the pages, which
no case stands behind. `access` answers from all three; nothing else names the roles of a right.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext_lazy

from organizations.models import Role, Trait
from workflows.acts.act import Grant, Relation, at, at_holder
from workflows.states import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SEE: Final = "see"
READ_LETTER: Final = "read_letter"
READ_MEASURES: Final = "read_measures"
KEEP_NOTES: Final = "keep_notes"
MEET_REPEATS: Final = "meet_repeats"
ASK_IDENTITY: Final = "ask_identity"
DECIDE_IDENTITY: Final = "decide_identity"

PAGE: Final = ""
"""In place of the kind of a case: the permission stands behind a page."""

AMEND_LIMITS: Final = "amend_limits"
DECIDE_AMENDMENTS: Final = "decide_amendments"
OVERSEE: Final = "oversee"
OVERSEE_REGION: Final = "oversee_region"
SIMULATE: Final = "simulate"
READ_CHECKS: Final = "read_checks"
READ_READINGS: Final = "read_readings"
READ_TRANSFERS: Final = "read_transfers"
LEAD: Final = "lead"
COMPARE_LEADERS: Final = "compare_leaders"
SHARE_OUT: Final = "share_out"
COUNT_RECEPTIONS: Final = "count_receptions"
READ_RECEPTIONS: Final = "read_receptions"
RECEIVE_VISITORS: Final = "receive_visitors"
PLAN_RECEPTIONS: Final = "plan_receptions"
HOLD_RECEPTIONS: Final = "hold_receptions"
FOLLOW_PROMISES: Final = "follow_promises"
SUPPLY_INSPECTORS: Final = "supply_inspectors"
APPROVE_SUPPLY: Final = "approve_supply"
KEEP_ACCOUNTS: Final = "keep_accounts"
CONFIRM_POSTS: Final = "confirm_posts"
CONFIRM_RIGHTS: Final = "confirm_rights"
STAND_IN: Final = "stand_in"
READ_RIGHTS: Final = "read_rights"


class Extent(enum.Enum):
    """How far a permission of a page goes from the post that has it."""

    POST = "the post's own"
    UNIT = "the post's unit"
    LEVEL = "the post's region, not below"
    REGION = "the post's region and all below"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class PageGrant:
    """One line of the table of pages: this role, so far."""

    relation: Extent
    role: Role


@dataclass(frozen=True, slots=True)
class Permission:
    """What a page lets people do, in a sentence, and who."""

    key: str
    sentence: "_StrPromise"
    grants: tuple[PageGrant, ...]


def _to(reach: Extent, *roles: Role) -> tuple[PageGrant, ...]:
    return tuple(PageGrant(reach, role) for role in roles)


_PETITION_STAFF = (
    Role.REGISTRAR,
    Role.OFFICER,
    Role.BUREAU_HEAD,
    Role.COORDINATOR,
    Role.UNIT_OFFICER,
    Role.UNIT_HEAD,
    Role.REVIEWER,
    Role.RECHECKER,
)
_CLUE_STAFF = (Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD)
_RECEPTION_STAFF = (Role.REGISTRAR, Role.OFFICER, Role.COORDINATOR, Role.LEADER)
_READS_PETITION = (
    *at(Relation.PART, *_PETITION_STAFF),
    *at(Relation.LEADS, Role.LEADER),
    *at(Relation.CO_LEADS, Role.LEADER),
)
_COMPETENT = at(Relation.COMPETENT, Role.REVIEWER, Role.RECHECKER)
_ANSWERS = at(Relation.ANSWERS, Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.LEADER)
_ASSISTS = at(Relation.ASSISTS, Role.OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD)
_OWES = at(Relation.OWES, Role.OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD)
_SAYS_WHO_IS_MEANT = at(Relation.REVIEW, Role.CLUE_OFFICER)

VIEW_GRANTS: Final[Mapping[tuple[str, str], tuple[Grant, ...]]] = {
    (Kind.PETITION, SEE): (
        *_READS_PETITION,
        *_ANSWERS,
        *_ASSISTS,
        *_OWES,
        *_COMPETENT,
        *at(Relation.REGION, Role.MONITOR),
    ),
    (Kind.PETITION, READ_LETTER): (*_READS_PETITION, *_ASSISTS, *_OWES),
    # A note speaks of what the letter says.
    (Kind.PETITION, KEEP_NOTES): (*_READS_PETITION, *_ASSISTS, *_OWES),
    (Kind.PETITION, READ_MEASURES): (*_READS_PETITION, *_ANSWERS),
    (Kind.TIP_OFF, SEE): (
        *at_holder(*_CLUE_STAFF),
        *at(Relation.SENDER, Role.CLUE_OFFICER, Role.CLUE_HEAD),
        *_SAYS_WHO_IS_MEANT,
        *at(Relation.REGION, Role.MONITOR),
    ),
    (Kind.TIP_OFF, READ_LETTER): (*at_holder(*_CLUE_STAFF), *_SAYS_WHO_IS_MEANT),
    (Kind.TIP_OFF, KEEP_NOTES): (*at_holder(*_CLUE_STAFF), *_SAYS_WHO_IS_MEANT),
    # Intake and handling ask, the head decides, nobody both on one request (规则 14).
    (Kind.TIP_OFF, MEET_REPEATS): at_holder(Role.CLUE_OFFICER),
    (Kind.TIP_OFF, ASK_IDENTITY): at_holder(Role.CLUE_OFFICER, Role.CLUE_HANDLER),
    (Kind.TIP_OFF, DECIDE_IDENTITY): at_holder(Role.CLUE_HEAD),
}

OPENED_BY_LETTER: Final = frozenset(
    {READ_LETTER, KEEP_NOTES, READ_MEASURES, MEET_REPEATS, ASK_IDENTITY, DECIDE_IDENTITY}
)
"""What a sealed letter closes to everybody."""

VIEWS: Final[Mapping[str, "_StrPromise"]] = {
    SEE: pgettext_lazy("permission", "see the envelope"),
    READ_LETTER: pgettext_lazy("permission", "read the letter"),
    KEEP_NOTES: pgettext_lazy("permission", "read and write internal notes"),
    READ_MEASURES: pgettext_lazy("permission", "read the measures"),
    MEET_REPEATS: pgettext_lazy("permission", "see the same reporter's other tip-offs"),
    ASK_IDENTITY: pgettext_lazy("permission", "ask for a reporter's identity"),
    DECIDE_IDENTITY: pgettext_lazy("permission", "let a reporter's identity be opened"),
}

_DECLARED: Final = (
    Permission(
        AMEND_LIMITS,
        pgettext_lazy("permission", "propose other limits, ladders and calendar days"),
        _to(Extent.EVERYWHERE, Role.ADMIN),
    ),
    Permission(
        DECIDE_AMENDMENTS,
        pgettext_lazy("permission", "decide on what somebody else proposed"),
        _to(Extent.EVERYWHERE, Role.BUREAU_HEAD, Role.MONITOR, Role.ADMIN),
    ),
    Permission(
        OVERSEE,
        pgettext_lazy("permission", "watch over how cases are handled, and read the reports"),
        _to(Extent.REGION, *Role.that(Trait.WATCHES)),
    ),
    Permission(
        OVERSEE_REGION,
        pgettext_lazy("permission", "see on the desk how the region stands"),
        _to(Extent.REGION, Role.MONITOR),
    ),
    Permission(
        SIMULATE,
        pgettext_lazy("permission", "ask what another limit would have done"),
        _to(Extent.REGION, Role.BUREAU_HEAD, Role.MONITOR, Role.ADMIN),
    ),
    Permission(
        READ_CHECKS,
        pgettext_lazy("permission", "read the nightly checks, and hear of a broken record"),
        _to(Extent.REGION, Role.MONITOR, Role.ADMIN, Role.AUDITOR),
    ),
    Permission(
        READ_READINGS,
        pgettext_lazy("permission", "see who read which tip-off"),
        _to(Extent.REGION, Role.MONITOR),
    ),
    Permission(
        READ_TRANSFERS,
        pgettext_lazy("permission", "read the transfer books"),
        (
            *_to(Extent.UNIT, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_OFFICER, Role.UNIT_HEAD),
            *_to(Extent.UNIT, Role.CLUE_OFFICER, Role.CLUE_HEAD),
            *_to(Extent.REGION, Role.MONITOR),
        ),
    ),
    Permission(
        LEAD,
        pgettext_lazy("permission", "lead cases"),
        _to(Extent.POST, Role.LEADER),
    ),
    Permission(
        COMPARE_LEADERS,
        pgettext_lazy("permission", "see which leader leads how many cases"),
        (
            *_to(Extent.REGION, Role.BUREAU_HEAD, Role.COORDINATOR, Role.MONITOR),
            *_to(Extent.POST, Role.LEADER),
        ),
    ),
    Permission(
        SHARE_OUT,
        pgettext_lazy("permission", "share cases out among leaders"),
        _to(Extent.REGION, Role.COORDINATOR),
    ),
    Permission(
        COUNT_RECEPTIONS,
        pgettext_lazy("permission", "count visits and what they brought"),
        (
            *_to(Extent.REGION, *_RECEPTION_STAFF, Role.MONITOR),
            *_to(Extent.UNIT, *_CLUE_STAFF),
            *_to(Extent.POST, Role.LEADER, Role.CLUE_HEAD),
        ),
    ),
    Permission(
        READ_RECEPTIONS,
        pgettext_lazy("permission", "read reception days and visits"),
        (
            *_to(Extent.REGION, *_RECEPTION_STAFF),
            *_to(Extent.UNIT, *_CLUE_STAFF),
            *_to(Extent.POST, Role.LEADER, Role.CLUE_HEAD),
        ),
    ),
    Permission(
        RECEIVE_VISITORS,
        pgettext_lazy("permission", "enter visits and what becomes of them"),
        (
            *_to(Extent.LEVEL, *_RECEPTION_STAFF),
            *_to(Extent.UNIT, *_CLUE_STAFF),
            *_to(Extent.POST, Role.LEADER, Role.CLUE_HEAD),
        ),
    ),
    Permission(
        PLAN_RECEPTIONS,
        pgettext_lazy("permission", "plan reception days"),
        (
            *_to(Extent.LEVEL, Role.OFFICER, Role.COORDINATOR),
            *_to(Extent.UNIT, Role.CLUE_OFFICER, Role.CLUE_HEAD),
        ),
    ),
    Permission(
        HOLD_RECEPTIONS,
        pgettext_lazy("permission", "be the one who receives on a reception day"),
        (*_to(Extent.REGION, Role.LEADER), *_to(Extent.UNIT, *_CLUE_STAFF)),
    ),
    Permission(
        FOLLOW_PROMISES,
        pgettext_lazy("permission", "see to what was promised to visitors"),
        (
            *_to(Extent.REGION, Role.OFFICER, Role.COORDINATOR),
            *_to(Extent.REGION, Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.LEADER),
            *_to(Extent.UNIT, *_CLUE_STAFF),
        ),
    ),
    Permission(
        SUPPLY_INSPECTORS,
        pgettext_lazy("permission", "make a package of tip-offs for inspectors"),
        _to(Extent.UNIT, Role.CLUE_OFFICER),
    ),
    Permission(
        APPROVE_SUPPLY,
        pgettext_lazy("permission", "approve a package for inspectors"),
        _to(Extent.UNIT, Role.CLUE_HEAD),
    ),
    Permission(
        KEEP_ACCOUNTS,
        pgettext_lazy("permission", "keep accounts, units and posts, never his own"),
        _to(Extent.REGION, Role.ADMIN),
    ),
    Permission(
        CONFIRM_POSTS,
        pgettext_lazy("permission", "confirm who gets a guarded post of one's own organ"),
        _to(Extent.UNIT, *Role.that(Trait.HEADS)),
    ),
    Permission(
        CONFIRM_RIGHTS,
        pgettext_lazy("permission", "confirm changes of accounts, and of posts where no head is"),
        _to(Extent.REGION, Role.SECURITY),
    ),
    Permission(
        STAND_IN,
        pgettext_lazy("permission", "confirm them where there is no security administrator"),
        _to(Extent.REGION, Role.AUDITOR),
    ),
    Permission(
        READ_RIGHTS,
        pgettext_lazy("permission", "read, and hear, who changed or tried to change which right"),
        _to(Extent.REGION, Role.MONITOR, Role.SECURITY, Role.AUDITOR),
    ),
)

PAGES: Final[Mapping[str, Permission]] = {each.key: each for each in _DECLARED}
