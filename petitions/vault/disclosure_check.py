"""Finding what could tell who reported, before it is kept in the clear or issued (C8, C9).

The text is read as a person would who knows the reporter: widths, spaces, dashes and case don't
matter, and a part of a name, number or address is enough.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from organizations.models import Unit
from petitions.models import Petitioner
from petitions.models.sealed_identity import SealedIdentity
from petitions.vault.identity_sealing import (  # fmt: skip
    ADDRESS,
    EMAIL,
    ID_NUMBER,
    NAME,
    PHONE,
    WORKPLACE,
    label,
    unsealed,
)
from workflows.acts.act_refusals import Refused
from workflows.acts.disclosure_port import Text
from workflows.models import Case

PERSONAL: Final = frozenset({NAME, ID_NUMBER, PHONE, EMAIL})
"""What nothing but the reporter himself has; a village or a workplace is many people's."""
LEAST_DIGITS: Final = 6
"""Six digits in a row narrow a telephone number down to a handful of people."""
MONTHS: Final = 12
REGION_DIGITS: Final = 6
"""An ID number begins with the county: that alone tells nothing."""
LEAST_LETTERS: Final = 4
SHORTEST: Final = 3
"""A place or mailbox of fewer letters stands in any letter."""
SPLIT: Final = re.compile(r"(?<=[省市县区旗盟州镇乡村街路巷里号栋幢楼室组屯队园苑])")
WIDE_PLACE: Final = re.compile(r"(省|自治区|市|县|区|旗|盟|州)$")
COMPOUND_SURNAMES: Final = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容"
        "仲孙钟离长孙宇文司徒鲜于司空令狐",
    )
)


def identifying(
    values: Mapping[str, str], text: str, *, public: Sequence[str] = (), whole_name: bool = False
) -> list[str]:
    """The names of the values of which something stands in the text, in their order.

    With `whole_name` a given name alone doesn't count: 建设 and 和平 stand in many a text.
    `public` are words that may stand though a value has them, as the accused's own unit. The
    words found are not given back: whoever drafts may not know them.
    """
    spared = _plain(text)
    for word in sorted(map(_plain, public), key=len, reverse=True):
        spared = spared.replace(word, "\n") if word else spared
    digits = [re.sub(r"\D", "", run) for run in re.findall(r"[\d\-—–.()/年月日\s]{4,}", spared)]
    digits += re.findall(r"\d+", _dense(spared))
    dense = _dense(spared)
    return [
        name
        for name, value in values.items()
        if any(part in dense for part in _parts(value, name, whole_name=whole_name))
        or any(piece in run for piece in _numbers(value, name) for run in digits)
    ]


def check(case: Case, text: Text) -> None:
    """Raise Refused if a text of a tip-off has something of a reporter in it.

    In what goes out that is every part of every value, but for the accused's own unit; in what
    is kept in the record what the reporter alone has. The message names the kind of word and not
    the word.
    """
    known = known_of(case)
    for values in known:
        refuse_named(values, text.words)
    if text.is_issued and known:
        own = Unit.objects.filter(caseexclusion__case=case).values_list("name", flat=True)
        public = [*text.public, *own]
        _refuse(kind for each in known for kind in identifying(each, text.words, public=public))


def refuse_named(values: Mapping[str, str], text: str) -> None:
    """Raise Refused if a text names the reporter, as what was reported may: others read it (C8)."""
    _refuse(kind for kind in identifying(values, text, whole_name=True) if kind in PERSONAL)


def known_of(case: Case) -> list[dict[str, str]]:
    """What is known of whoever stands behind a case, the one it came from, or the one it became."""
    cases = [pk for pk in (case.pk, case.source_case_id) if pk]
    behind = Q(case__in=cases) | Q(case__source_case=case.pk)
    sealed = SealedIdentity.objects.filter(behind, replaced_by__isnull=True)
    plain = Petitioner.versions.filter(petition__case__in=cases)
    brought = plain.values(NAME, ID_NUMBER, PHONE, ADDRESS)
    return [unsealed(each) for each in sealed] + [dict(row) for row in brought]


def _refuse(found: Iterable[str]) -> None:
    if kinds := sorted(set(found)):
        raise Refused(
            _(
                "This can't be written: it has words that could tell who reported (%(kinds)s), "
                "and others read it. Write it anew without them."
            )
            % {"kinds": "、".join(label(kind) for kind in kinds)}
        )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _dense(text: str) -> str:
    """Letters, digits and characters alone; a line's end still parts."""
    return re.sub(r"[^\w\n]|_", "", _plain(text).replace("\r", ""))


def _parts(value: str, name: str, *, whole_name: bool) -> Iterator[str]:
    """The words of a value that give its owner away."""
    whole = _dense(value).replace("\n", "")
    if name == NAME:
        yield from _names(value, whole=whole_name)
    elif name == ADDRESS:
        yield from _places(value)
    elif name == EMAIL:
        yield from (
            part for part in (whole, _dense(value.partition("@")[0])) if len(part) >= SHORTEST
        )
    elif len(whole) > 1 and not whole.isdigit():
        yield whole
        if name == WORKPLACE:
            yield from _places(value)


def _names(value: str, *, whole: bool) -> Iterator[str]:
    """The whole name, and unless that is all the given name of two characters or more."""
    words = [_dense(word) for word in re.split(r"[\s·•,，、]+", value)]
    name = "".join(words)
    if len(name) > 1:
        yield name
    if whole:
        return
    if re.fullmatch(r"[㐀-鿿豈-﫿]{3,4}", name):
        given = name[2:] if name[:2] in COMPOUND_SURNAMES else name[1:]
        if len(given) > 1:
            yield given
    elif len(words) > 1:
        yield from (word for word in words if len(word) >= LEAST_LETTERS)


def _places(value: str) -> Iterator[str]:
    """Parts of an address below the county, each with its number where that makes it one."""
    parts = [part for part in (_dense(piece) for piece in SPLIT.split(value)) if part]
    for part in parts:
        if len(part) >= SHORTEST and not WIDE_PLACE.search(part) and not part[:-1].isdigit():
            yield part
    for before, after in itertools.pairwise(parts):
        if after[:-1].isdigit():
            yield before + after


def _numbers(value: str, name: str) -> Iterator[str]:
    """Runs of digits in a value that are long enough to find somebody by."""
    for run in re.findall(r"\d+", re.sub(r"(?<=\d)[\s\-—–.()]+(?=\d)", "", _plain(value))):
        own = run[REGION_DIGITS:] if name == ID_NUMBER else run
        for start in range(len(own) - LEAST_DIGITS + 1):
            piece = own[start : start + LEAST_DIGITS]
            if not (name == ID_NUMBER and _year_only(piece)):
                yield piece


def _year_only(piece: str) -> bool:
    """Whether six digits are a year and month: dates fill every letter."""
    return piece[:2] in ("19", "20") and 1 <= int(piece[4:]) <= MONTHS
