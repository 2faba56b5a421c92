"""Files that come with a letter or prove that something was done."""

from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _g

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MAX_ATTACHMENTS = 10
MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024
ATTACHMENT_TYPES = (
    ".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".txt",
    ".mp3", ".m4a", ".mp4",
)  # fmt: skip


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class AttachmentsField(forms.FileField):
    """Several files; each is held to `ATTACHMENT_TYPES` and `MAX_ATTACHMENT_BYTES`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput(attrs={"accept": ",".join(ATTACHMENT_TYPES)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MAX_ATTACHMENTS:
            raise forms.ValidationError(_g("At most %(limit)s files.") % {"limit": MAX_ATTACHMENTS})
        errors = [error for file in files if (error := _attachment_error(file))]
        if errors:
            raise forms.ValidationError(errors)
        return [super(AttachmentsField, self).clean(file, initial) for file in files]


class ScansField(AttachmentsField):
    """Pictures of the paper that stands behind an act; the door keeps them with its event."""


def _attachment_error(file: "UploadedFile[bytes]") -> str:
    name = file.name or ""
    if PurePath(name).suffix.lower() not in ATTACHMENT_TYPES:
        return _g("“%(name)s” is of a kind that can't be attached. Possible: %(kinds)s.") % {
            "name": name,
            "kinds": " ".join(ATTACHMENT_TYPES),
        }
    if (file.size or 0) > MAX_ATTACHMENT_BYTES:
        return _g("“%(name)s” is larger than %(limit)s.") % {
            "name": name,
            "limit": filesizeformat(MAX_ATTACHMENT_BYTES),
        }
    return ""


def stored_attachment(upload: "UploadedFile[bytes]") -> dict[str, Any]:
    """The columns of a stored file: itself, its name, size in bytes and hash."""
    content = upload.read()
    upload.seek(0)
    return {
        "file": upload,
        "name": (upload.name or "file")[:200],
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
    }
