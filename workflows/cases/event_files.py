"""Keeping the files that an act was given: the picture of a paper, with the event it stands for."""

from workflows.acts.act import Act, Performance
from workflows.acts.attachment_fields import ScansField, stored_attachment
from workflows.models import CaseEvent, EventFile


def keep(act: Act, step: Performance, event: CaseEvent) -> None:
    """Store what the act's fields for scans hold; nothing is written where they are empty."""
    fields = act.form.base_fields.items()
    scans = [name for name, field in fields if isinstance(field, ScansField)]
    uploads = [upload for name in scans for upload in step.details.get(name) or ()]
    if uploads:
        EventFile.objects.bulk_create(
            EventFile(event=event, **stored_attachment(each)) for each in uploads
        )
