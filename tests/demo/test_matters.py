"""The demonstration matters: complete, of good length, with codes that the system knows."""

from itertools import islice

import pytest

from demo import matters, office
from demo.matters import Filled, Matter
from workflows.states import Category, Outcome, PetitionClass, Route

MATTERS = matters.load()
EVERY_MATTER = pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.key)
PURPOSES = {"appeal", "resolution", "accusation", "suggestion", "other"}
DISPOSALS = {"", "talk_inquiry", "preliminary_verification", "held_for_check", "dismissed"}
CONTENT_CLASSES = set(
    [
        "农村农业",
        "国土资源",
        "城乡建设",
        "劳动和社会保障",
        "卫生计生",
        "教育文体",
        "民政",
        "政法",
        "经济管理",
        "交通运输",
        "商贸旅游",
        "科技与信息产业",
        "环境保护",
        "党务政务",
        "组织人事",
        "纪检监察",
        "其他",
    ]
)
BOUNDS = {
    "subject": (5, 30),
    "text": (100, 300),
    "demand": (5, 80),
    "findings": (80, 200),
    "opinion": (100, 250),
}
SAMPLE = tuple(islice(matters.variants(20261122), 3 * len(MATTERS)))


def texts_of(filled: Filled) -> list[str]:
    return [*(getattr(filled, field) for field in BOUNDS), *filled.measures]


def test_there_are_enough_matters_and_none_twice() -> None:
    assert len(MATTERS) >= 60
    assert len({matter.key for matter in MATTERS}) == len(MATTERS)
    assert len({matter.text for matter in MATTERS}) == len(MATTERS)


@EVERY_MATTER
def test_codes_are_those_of_the_system(matter: Matter) -> None:
    assert matter.purpose in PURPOSES
    assert matter.disposal in DISPOSALS
    assert matter.petition_class in PetitionClass.values
    assert matter.outcome in Outcome.values
    assert matter.category in Category.values
    assert matter.content_class in CONTENT_CLASSES


@EVERY_MATTER
def test_only_an_appeal_has_a_route_of_article_31(matter: Matter) -> None:
    if matter.petition_class == "appeal":
        assert str(matter.route) in Route.values
    else:
        assert matter.route is None


@EVERY_MATTER
def test_only_a_tip_off_names_an_accused_and_a_placeholder_at_that(matter: Matter) -> None:
    assert bool(matter.accused) == bool(matter.disposal) == (matter.petition_class == "accusation")
    assert not matter.accused or matter.accused.startswith("某")


@EVERY_MATTER
def test_both_counties_have_the_responsible_unit(matter: Matter) -> None:
    demonstration = office.load()
    for county in demonstration.counties:
        assert demonstration.responsible(county, matter.department).code.startswith(county)


def test_every_content_class_and_all_five_categories_occur() -> None:
    assert {matter.content_class for matter in MATTERS} == CONTENT_CLASSES
    assert {matter.category for matter in MATTERS} == set(Category.values)
    assert {matter.outcome for matter in MATTERS} == set(Outcome.values)


@pytest.mark.parametrize("field", BOUNDS)
def test_filled_texts_keep_their_length(field: str) -> None:
    lowest, highest = BOUNDS[field]
    wrong = {
        (filled.key, len(getattr(filled, field)))
        for filled in SAMPLE
        if not lowest <= len(getattr(filled, field)) <= highest
    }
    assert not wrong


def test_no_slot_is_left_open() -> None:
    assert not [f.key for f in SAMPLE if any(set("{}") & set(text) for text in texts_of(f))]


def test_a_matter_that_names_a_sum_says_which_sums() -> None:
    for matter in MATTERS:
        written = matter.subject + matter.text + matter.demand + matter.findings + matter.opinion
        assert ("{amount}" in written) == (matter.amounts[0] > 0), matter.key


def test_measures_are_few_and_short() -> None:
    assert all(len(matter.measures) <= 3 for matter in MATTERS)
    assert all(len(measure) <= 20 for filled in SAMPLE for measure in filled.measures)


def test_joint_matters_are_signed_by_five_to_forty_people() -> None:
    joint = [filled for filled in SAMPLE if filled.matter.joint]
    assert joint
    assert all(5 <= filled.people <= 40 for filled in joint)
    assert all(filled.people == 1 for filled in SAMPLE if not filled.matter.joint)


def test_the_stream_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    again = tuple(islice(matters.variants(20261122), len(SAMPLE)))
    other = tuple(islice(matters.variants(7), len(SAMPLE)))
    assert again == SAMPLE
    assert other != SAMPLE


def test_every_matter_comes_once_before_any_comes_again() -> None:
    first_round = SAMPLE[: len(MATTERS)]
    assert {filled.key for filled in first_round} == {matter.key for matter in MATTERS}


def test_places_are_townships_of_the_demonstration_office() -> None:
    towns = {region.name for region in office.load().regions}
    assert {filled.place for filled in SAMPLE} <= towns
