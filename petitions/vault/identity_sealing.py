"""Putting an identity under seal, correcting it, showing it masked, and finding it again."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from petitions.models.sealed_identity import SealedIdentity
from petitions.vault import keyed_digests, masking
from petitions.vault.row_sealing import seal_row, unseal_row
from workflows.acts.act_refusals import Refused
from workflows.models import Case

NAME, ID_NUMBER, PHONE, ADDRESS, EMAIL, WORKPLACE = (
    "name", "id_number", "phone", "address", "email", "workplace",
)  # fmt: skip
"""Usual names of values; a mapping may have others."""


def label(name: str) -> str:
    """What a person reads for the name of a value."""
    labels = {
        NAME: pgettext("identity", "Name"),
        ID_NUMBER: _("ID number"),
        PHONE: _("Phone"),
        ADDRESS: _("Address"),
        EMAIL: pgettext("identity", "E-mail"),
        WORKPLACE: pgettext("identity", "Workplace"),
    }
    return labels.get(name, name)


def seal(case: Case, values: Mapping[str, str], *, on: date) -> SealedIdentity:
    """Seal who reported a case: all given strings under a key of their own; empty ones left out.

    Belongs inside the transaction that registers the case, and the plain values nowhere else:
    neither into `details` of an act, nor a notice, a log or a task. Raises Refused for nothing
    at all and for masked values.
    """
    return _written(case.pk, values, on=on)


def correct(old: SealedIdentity, values: Mapping[str, str], *, on: date) -> SealedIdentity:
    """Seal a corrected identity in place of an older one, which stays on record.

    `values` are the whole identity. Raises Refused if the old one is already replaced.
    """
    with transaction.atomic():
        held = SealedIdentity.objects.select_for_update(no_key=True).get(pk=old.pk)
        if SealedIdentity.objects.filter(replaces=held).exists():
            raise Refused(_("This identity was corrected in the meantime. Open the newest one."))
        return _written(held.case_id, values, on=on, replaces=held)


def _written(
    case_id: int, values: Mapping[str, str], *, on: date, replaces: SealedIdentity | None = None
) -> SealedIdentity:
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    if not given:
        raise Refused(_("There is nothing to seal: no detail of the reporter was given."))
    masking.refuse_masked(given)
    row = SealedIdentity(id=uuid.uuid4(), case_id=case_id, sealed_on=on, replaces=replaces)
    seal_row(row, given)
    row.identity_digest, row.phone_digest = digests_of(given)
    row.save(force_insert=True)
    return row


def unsealed(row: SealedIdentity) -> dict[str, str]:
    """The values in the clear. For this room alone: people go through `opening`."""
    return unseal_row(row)


def masked(row: SealedIdentity) -> dict[str, str]:
    """Every value as it may be shown beside the case: 信***, 139****0000 (C8)."""
    return {name: masking.mask(value) for name, value in unsealed(row).items()}


def identities_of(case: Case) -> QuerySet[SealedIdentity]:
    """The identities sealed for a case, without those that were corrected since."""
    return SealedIdentity.objects.filter(case=case, replaced_by__isnull=True)


def digests_of(values: Mapping[str, str]) -> tuple[str, str]:
    """The keyed digests of the ID number, and of name and telephone together."""
    name = values.get(NAME, "")
    return (
        keyed_digests.identity_digest(name, values.get(ID_NUMBER, "")),
        keyed_digests.phone_digest(name, values.get(PHONE, "")),
    )


def is_recognised(row: SealedIdentity) -> bool:
    """Whether the digests of a row are those of what is sealed in it. Raises VaultError."""
    values = unsealed(row)
    name = values.get(NAME, "")
    same = keyed_digests.identity_digests(name, values.get(ID_NUMBER, "")) or [""]
    near = keyed_digests.phone_digests(name, values.get(PHONE, "")) or [""]
    return row.identity_digest in same and row.phone_digest in near


def repeats_of(values: Mapping[str, str]) -> QuerySet[SealedIdentity]:
    """Identities of the same person, found without opening any; not yet asked of `access`."""
    name = values.get(NAME, "")
    same = keyed_digests.identity_digests(name, values.get(ID_NUMBER, ""))
    near = keyed_digests.phone_digests(name, values.get(PHONE, ""))
    return SealedIdentity.objects.filter(Q(identity_digest__in=same) | Q(phone_digest__in=near))
