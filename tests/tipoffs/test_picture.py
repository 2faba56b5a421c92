"""The figures that hold programmes off: seen or heard, good for one try within the hour."""

from datetime import timedelta
from io import BytesIO
from wave import open as open_wave

import pytest
from django.test import Client
from PIL import Image

from petitions.models import PictureChallenge
from petitions.reporter_portal.picture_field import GOOD_FOR, challenge, spend
from tests.office import MONDAY

pytestmark = pytest.mark.django_db


def test_the_figures_can_be_seen_and_heard_without_a_script(client: Client) -> None:
    key = challenge(MONDAY).key
    picture = client.get(f"/portal/report/picture/{key}/")
    sound = client.get(f"/portal/report/sound/{key}/")
    assert Image.open(BytesIO(picture.content)).size == (200, 64)
    with open_wave(BytesIO(sound.content)) as spoken:
        assert spoken.getnframes() / spoken.getframerate() > 2
    assert (picture["Content-Type"], sound["Content-Type"]) == ("image/png", "audio/wav")


@pytest.mark.parametrize("first", ["right", "wrong"])
def test_one_try_is_all(first: str, client: Client) -> None:
    shown = challenge(MONDAY)
    tried = shown.figures if first == "right" else "11111"
    assert spend(shown.key, tried, MONDAY) is (first == "right")
    assert spend(shown.key, shown.figures, MONDAY) is False
    assert client.get(f"/portal/report/picture/{shown.key}/").status_code == 404
    assert client.get(f"/portal/report/sound/{shown.key}/").status_code == 404


def test_after_an_hour_it_is_void_and_the_next_one_clears_it_away() -> None:
    shown = challenge(MONDAY)
    assert spend(shown.key, shown.figures, MONDAY + GOOD_FOR + timedelta(seconds=1)) is False
    challenge(MONDAY)
    later = challenge(MONDAY + GOOD_FOR + timedelta(seconds=1))
    assert list(PictureChallenge.objects.all()) == [later]
