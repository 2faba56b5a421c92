"""Files that come with a letter or prove that something was done."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _g

from workflows.acts.file_kinds import ENDINGS, kind_of, named_by_content

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MAX_ATTACHMENTS = 10
MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024
MAX_RECORDING_BYTES = 100 * 1024 * 1024
NAME_LENGTH = 200
LONGEST = max(ENDINGS, key=len)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class AttachmentsField(forms.FileField):
    """Several files; each is held to the kinds that are taken, by its content, and to its size."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput(attrs={"accept": ",".join(ENDINGS)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MAX_ATTACHMENTS:
            raise forms.ValidationError(_g("At most %(limit)s files.") % {"limit": MAX_ATTACHMENTS})
        errors = [error for file in files if (error := _attachment_error(file))]
        if errors:
            raise forms.ValidationError(errors)
        return [super(AttachmentsField, self).clean(file, initial) for file in files]


class ScansField(AttachmentsField):
    """Pictures of the paper that stands behind an act; the door keeps them with its event."""


def _attachment_error(file: "UploadedFile[bytes]") -> str:
    kind, name = kind_of(file), file.name or ""
    if kind is None:
        return _g(
            "“%(name)s” is of a kind that can't be attached, whatever its name. "
            "Possible: %(kinds)s."
        ) % {"name": name, "kinds": " ".join(ENDINGS)}
    most = MAX_RECORDING_BYTES if kind.is_recording else MAX_ATTACHMENT_BYTES
    if (file.size or 0) > most:
        return _g("“%(name)s” is larger than %(limit)s.") % {
            "name": name,
            "limit": filesizeformat(most),
        }
    return ""


def stored_attachment(upload: "UploadedFile[bytes]") -> dict[str, Any]:
    """The columns of a stored file: itself, its name, size in bytes and hash."""
    digest, size = sha256(), 0
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
    kind = kind_of(upload)
    name = named_by_content((upload.name or "file")[: NAME_LENGTH - len(LONGEST)], kind)
    return {"file": upload, "name": name, "size": size, "sha256": digest.hexdigest()}
