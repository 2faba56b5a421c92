"""Sending a report through the portal and coming back with its code, as a person would."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from petitions.models import PictureChallenge
from tests.office import MONDAY, Office
from tests.petitions.pages.visits import text_of
from tests.tipoffs.organ import ACCUSED, SECRET
from workflows.models import Case

NOW = MONDAY + timedelta(hours=5, minutes=7)
HOME, NEW, OWN = "/portal/report/", "/portal/report/new/", "/portal/report/own/"
QUESTION, ANSWER = "采购是哪一年的事？", "二〇二五年春天，发票附后。"


def picture(client: Client, address: str = NEW) -> dict[str, str]:
    """The picture of a fresh form, and what a person reads in it."""
    html = text_of(client.get(address))
    key = html.partition("/portal/report/picture/")[2].partition("/")[0]
    return {"picture_0": key, "picture_1": PictureChallenge.objects.get(key=key).figures}


def report(office: Office, client: Client, **more: Any) -> dict[str, Any]:
    form = {
        "token": uuid4().hex,
        "region": office.units["discipline"].region_id,
        "names": ACCUSED,
        "text": SECRET,
    }
    return form | picture(client) | more


def sent(office: Office, **more: Any) -> tuple[Case, str]:
    """A report, and its receipt code as it stands on the page."""
    client = Client()
    answer: Any = client.post(NEW, report(office, client, **more))
    assert answer.status_code == 200, text_of(answer)
    return Case.objects.get(), answer.context["code"]


def opened(code: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(OWN, {"code": code})


def say(client: Client, page: Any, act: str, text: str, **more: Any) -> Any:
    own = page.context["own"]
    form = {"key": page.context["key"], "last": own.last, "act": act, "text": text}
    return client.post(OWN, form | more)


def photograph(name: str = "IMG_20260801_张某手机.jpg") -> SimpleUploadedFile:
    """As a telephone writes it: maker, moment, place."""
    exif, content = Image.Exif(), BytesIO()
    exif[0x010F], exif[0x0132] = "HUAWEI", "2026:08:01 21:15:02"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (64, 48), "red").save(content, "JPEG", exif=exif, comment=b"mine")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")
