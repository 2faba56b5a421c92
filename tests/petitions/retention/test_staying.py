"""What is left of a letter: what reports count, and no word that anybody wrote."""

from petitions.letters.letter_selectors import WRITTEN
from petitions.models import Petition
from petitions.retention.content_erasure import EMPTIED, STAYS


def test_whatever_is_not_named_as_staying_is_emptied_and_no_words_stay() -> None:
    fields = {field.name for field in Petition._meta.concrete_fields}
    assert set(EMPTIED) | STAYS == fields
    assert set(WRITTEN) >= {"subject", "text", "complained_text", "remarks"}
    assert {EMPTIED[name] for name in WRITTEN} == {""}
