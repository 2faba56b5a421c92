"""What people bring: the letter inside an envelope, who wrote it, and what came with it."""

from typing import ClassVar, Final

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Person, Region, Unit
from petitions.models.handover import HandoverBatch
from petitions.models.import_run import ImportRun
from workflows.acts.letter_port import DESCRIPTION_LENGTH, MaterialKind
from workflows.models import Case, CaseEvent
from workflows.models.erasure_trigger import deleted_alone


class Channel(models.TextChoices):
    """How a matter came in (条例 17)."""

    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Telephone")
    FAX = "fax", _("Fax")
    WEB = "web", _("Website")
    APP = "app", _("Mobile app")
    WECHAT = "wechat", _("WeChat")
    MAILBOX = "mailbox", _("Leader's mailbox")
    HANDOVER = "handover", _("Handed over in a batch")
    OTHER = "other", _("Other")


class Purpose(models.TextChoices):
    """信访目的."""

    APPEAL = "appeal", _("To appeal")
    RESOLUTION = "resolution", _("To have a claim resolved")
    ACCUSATION = "accusation", _("To expose or accuse")
    SUGGESTION = "suggestion", _("To make a suggestion")
    OTHER = "other", _("Other purpose")


class ContentClass(models.TextChoices):
    """内容分类, top level of the table before 2022 (IMPL; a newer one is not published)."""

    AGRICULTURE = "agriculture", _("Countryside and agriculture")
    LAND = "land", _("Land and resources")
    CONSTRUCTION = "construction", _("Urban and rural construction")
    LABOUR = "labour", _("Labour and social security")
    HEALTH = "health", _("Health and family planning")
    EDUCATION = "education", _("Education, culture and sport")
    CIVIL_AFFAIRS = "civil_affairs", _("Civil affairs")
    JUSTICE = "justice", _("Politics and law")
    ECONOMY = "economy", _("Economic management")
    TRANSPORT = "transport", _("Transport")
    COMMERCE = "commerce", _("Commerce and tourism")
    TECHNOLOGY = "technology", _("Science, technology and information industry")
    ENVIRONMENT = "environment", _("Environmental protection")
    PARTY_AFFAIRS = "party_affairs", _("Party and government affairs")
    PERSONNEL = "personnel", _("Organisation and personnel")
    DISCIPLINE = "discipline", _("Discipline inspection and supervision")
    OTHER = "other", _("Other content")


SUBJECT_MAX: Final = 120


class Petition(models.Model):
    """The letter. Opening it is a stricter right than seeing its envelope."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="letter")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.RESOLUTION
    )
    content_class = models.CharField(
        _("content class"), max_length=16, choices=ContentClass.choices, default=ContentClass.OTHER
    )
    content_note = models.CharField(_("kind as the source names it"), max_length=60, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("place of the matter"))
    subject = models.CharField(_("title"), max_length=SUBJECT_MAX)
    text = models.TextField(_("text"))
    unit_complained = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit complained of")
    )
    complained_text = models.CharField(
        _("unit complained of, as written"), max_length=120, blank=True
    )
    people_count = models.PositiveIntegerField(_("number of people"), default=1)
    key_case = models.BooleanField(_("key case"), default=False)
    remarks = models.TextField(_("remarks"), blank=True)
    external_number = models.CharField(_("number at the source"), max_length=60, blank=True)
    source_key = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # unique
    source_cells = models.JSONField(default=dict, editable=False)
    """Keyed digests of what a ledger's row said, by column: to tell what differs later."""
    batch = models.ForeignKey(
        HandoverBatch,
        models.PROTECT,
        null=True,
        verbose_name=_("ledger handed over"),
        related_name="letters",
    )
    import_run = models.ForeignKey(
        ImportRun,
        models.PROTECT,
        null=True,
        verbose_name=_("ledger taken in"),
        related_name="letters",
    )
    query_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # unique
    registered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="petition_search"),
            models.Index(fields=["region"], name="petition_region"),
        ]

    def __str__(self) -> str:
        return self.subject


class PetitionerManager(models.Manager["Petitioner"]):
    """The people as they stand now."""

    def get_queryset(self) -> models.QuerySet["Petitioner"]:
        return super().get_queryset().filter(replaced_on__isnull=True)


class Petitioner(models.Model):
    """Somebody who brought the matter; a representative speaks for the others (条例 20③).

    A correction is a new row that replaces the old one, by which nobody is found any more.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="petitioners")
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    id_number = models.CharField(_("ID number"), max_length=30, blank=True)
    is_representative = models.BooleanField(_("representative"), default=False)
    identity_digest = models.CharField(max_length=64, blank=True, db_index=True)
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    replaces = models.OneToOneField("self", models.CASCADE, null=True, related_name="replaced_by")
    replaced_on = models.DateField(_("corrected on"), null=True)

    objects = PetitionerManager()
    # With what was corrected since.
    versions: ClassVar[models.Manager["Petitioner"]] = models.Manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("petitioner")
        verbose_name_plural = _("petitioners")
        indexes: ClassVar = [models.Index(fields=["phone"], name="petitioner_phone")]

    def __str__(self) -> str:
        return self.name


OF_LETTER = """(
    SELECT letter.case_id FROM petitions_petition AS letter WHERE letter.id = OLD.petition_id
)"""


class Attachment(models.Model):
    """A file that came with the letter or was added to it, kept with its hash.

    `event` added it, with what is said of it; without one it came with the letter. A correction is
    a version beside it.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to="letters/%Y/%m/")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("version of")
    )
    why = models.CharField(_("why it was corrected"), max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added_on = models.DateField(_("added on"), null=True)
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, related_name="material")
    kind = models.CharField(
        pgettext_lazy("material", "kind"), max_length=10, choices=MaterialKind.choices, blank=True
    )
    about = models.CharField(_("what it is"), max_length=DESCRIPTION_LENGTH, blank=True)
    dated_on = models.DateField(_("date it is from"), null=True)
    is_for_petitioner = models.BooleanField(_("the petitioner may read it"), default=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(event__isnull=True) | ~models.Q(about="") & ~models.Q(kind=""),
                name="added_material_says_what_it_is",
            )
        ]
        triggers: ClassVar = [
            deleted_alone("material_fixed", OF_LETTER, updates=True),
        ]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """A caller's own key of a call, so that a repeat has no effect and the same answer.

    The caller is a person, or the petitioner of a case.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True)
    petitioner_of = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=120)
    address = models.CharField(max_length=300, default="/api/v1/cases/")
    digest = models.CharField(max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    sealed_answer = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "petitioner_of", "key"],
                name="idempotency_key_of_caller_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.key


class ApiToken(models.Model):
    """A person's key to the programme interface; only its digest is kept."""

    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("person"), related_name="api_tokens"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"))
    last_used_on = models.DateField(_("last used on"), null=True)

    class Meta:
        verbose_name = _("interface token")
        verbose_name_plural = _("interface tokens")

    def __str__(self) -> str:
        return f"{self.person} {self.created_at:%Y-%m-%d}"
