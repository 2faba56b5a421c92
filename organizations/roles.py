"""The roles of posts, and what the holders of each are: said once, here."""

import enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trait(enum.Flag):
    """What the holders of a role are, where a rule speaks of a kind of post, not of one role."""

    HANDLES = enum.auto()
    """Works on cases at a unit's desk."""
    HEADS = enum.auto()
    """Heads a unit; signs and approves in its name."""
    LEADS = enum.auto()
    """Leads a committee or government; stands above every head of a unit."""
    WATCHES = enum.auto()
    """Watches over the work of others in the region."""
    DISCIPLINE = enum.auto()
    """Sits in a discipline organ, inside which tip-offs are known (规则 4, 47)."""
    KEY = enum.auto()
    """Holds one of the keys of the system, of which nobody holds two (三员分立)."""


NO_TRAIT = Trait(0)


class Role(models.TextChoices):
    """What a post may do; the words of the regulations, not of an organisation chart."""

    REGISTRAR = "registrar", NO_TRAIT, _("Registrar")
    OFFICER = "officer", Trait.HANDLES, _("Petition bureau officer")
    BUREAU_HEAD = "bureau_head", Trait.HEADS | Trait.WATCHES, _("Petition bureau head")
    COORDINATOR = "coordinator", Trait.WATCHES, _("Leader-case coordinator")
    CLEARED = "cleared", NO_TRAIT, _("Cleared for tip-offs")
    UNIT_OFFICER = "unit_officer", Trait.HANDLES, _("Responsible unit officer")
    UNIT_HEAD = "unit_head", Trait.HEADS | Trait.WATCHES, _("Responsible unit head")
    LEADER = "leader", Trait.LEADS | Trait.WATCHES, _("Leader in charge")
    REVIEWER = "reviewer", Trait.HANDLES, _("Review organ")
    RECHECKER = "rechecker", Trait.HANDLES, _("Recheck organ")
    CLUE_OFFICER = (
        "clue_officer",
        Trait.HANDLES | Trait.DISCIPLINE,
        _("Discipline commission intake"),
    )
    CLUE_HANDLER = (
        "clue_handler",
        Trait.HANDLES | Trait.DISCIPLINE,
        _("Discipline commission handler"),
    )
    CLUE_HEAD = (
        "clue_head",
        Trait.HEADS | Trait.WATCHES | Trait.DISCIPLINE,
        _("Discipline commission head"),
    )
    MONITOR = "monitor", Trait.WATCHES | Trait.DISCIPLINE, _("Discipline commission monitor")
    ADMIN = "admin", Trait.KEY, _("System administrator")
    SECURITY = "security", Trait.KEY, _("Security administrator")
    AUDITOR = "auditor", Trait.KEY, _("Security auditor")

    traits: Trait

    def __new__(cls, value: str, traits: Trait = NO_TRAIT) -> "Role":
        """A role by its value in the database, with what its holders are."""
        role = str.__new__(cls, value)
        role._value_ = value
        role.traits = traits
        return role

    @classmethod
    def that(cls, traits: Trait) -> "tuple[Role, ...]":
        """The roles with any of `traits`, in the order of declaration."""
        return tuple(role for role in cls if role.traits & traits)
