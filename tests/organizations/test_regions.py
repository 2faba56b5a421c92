import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from organizations.models import Region
from organizations.regions import RegionIndex, find_region, load_regions, name_forms

HUBEI = (
    "武汉市 黄石市 十堰市 宜昌市 襄阳市 鄂州市 荆门市 孝感市 荆州市 黄冈市 咸宁市 随州市 "
    "恩施土家族苗族自治州 仙桃市 潜江市 天门市 神农架林区"
)
INNER_MONGOLIA = (
    "呼和浩特市 包头市 乌海市 赤峰市 通辽市 鄂尔多斯市 呼伦贝尔市 巴彦淖尔市 乌兰察布市 "
    "兴安盟 锡林郭勒盟 阿拉善盟"
)
NAMED = [
    ("420000", "420000"),
    ("湖北", "420000"),
    ("恩施土家族苗族自治州", "422800"),
    ("恩施州", "422800"),
    ("恩施", "422800"),
    ("恩施市", "422801"),
    ("恩施州恩施市", "422801"),
    ("武汉", "420100"),
    ("武汉市", "420100"),
    ("湖北省武汉市江岸区", "420102"),
    ("湖北省武汉市江岸区解放大道1号", "420102"),
    ("湖北红安", "421122"),
    ("湖 北 省 黄冈　市", "421100"),
    ("湖北省省直辖县级行政区划仙桃市", "429004"),
    ("神农架", "429021"),
    ("内蒙古", "150000"),
    ("内蒙古自治区呼市土左旗", "150121"),
    ("科左后旗", "150522"),
    ("鄂温克旗", "150724"),
    ("北京市市辖区朝阳区", "110105"),
    ("北京市北京市朝阳区", "110105"),
    ("吉林", "220000"),
    ("吉林市", "220200"),
    ("吉林省吉林市昌邑区", "220202"),
    ("河南", "410000"),
    ("河南县", "632324"),
    ("海南州", "632500"),
    ("朝阳", "211300"),
    ("沈阳市和平路12号", "210100"),
]
UNKNOWN = ["", "火星", "北京路1号", "朝阳区", "鼓楼区", "999999"]


@pytest.fixture
def index(db: None) -> RegionIndex:
    return RegionIndex.load()


@pytest.mark.parametrize(("text", "code"), NAMED)
def test_a_named_region_is_found(index: RegionIndex, text: str, code: str) -> None:
    found = index.find(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", UNKNOWN)
def test_an_unknown_or_ambiguous_name_finds_nothing(index: RegionIndex, text: str) -> None:
    assert index.find(text) is None


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("鼓楼区", "320100", "320106"),
        ("鼓楼区", "320102", "320106"),
        ("朝阳区", "220100", "220104"),
        ("恩施", "422801", "422801"),
        ("武汉", "421122", "420100"),
        ("江岸区", "420100", "420102"),
    ],
)
def test_where_the_reader_stands_decides_between_places_of_one_name(
    index: RegionIndex, text: str, within: str, code: str
) -> None:
    found = index.find(text, within=Region.objects.get(code=within))
    assert found is not None
    assert found.code == code


def test_a_single_text_needs_no_index(db: None) -> None:
    assert find_region("天门") == Region.objects.get(code="429006")


def test_thousands_of_texts_cost_one_query(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        index = RegionIndex.load()
        assert all(index.find("湖北省黄冈市红安县") for _ in range(2000))


def test_every_region_is_found_by_its_own_path_of_names(index: RegionIndex) -> None:
    by_code = {region.code: region for region in Region.objects.all()}
    for region in by_code.values():
        parts = region.path.strip("/").split("/")
        assert index.find("".join(by_code[part].name for part in parts)) == region


@pytest.mark.parametrize(("code", "names"), [("420000", HUBEI), ("150000", INNER_MONGOLIA)])
def test_a_province_has_its_prefectures(db: None, code: str, names: str) -> None:
    province = Region.objects.get(code=code)
    assert set(province.children.values_list("name", flat=True)) == set(names.split())


def test_inner_mongolia_has_all_its_counties(db: None) -> None:
    assert (
        Region.objects.filter(path__startswith="150000/", code__regex="[1-9]$|[1-9]0$").count()
        == 103
    )


def test_a_path_leads_from_the_province_down_and_covers_no_namesake(db: None) -> None:
    county = Region.objects.get(code="421122")
    assert county.path == "420000/421100/421122/"
    assert Region.objects.get(code="420000").covers(county)
    assert not county.covers(Region.objects.get(code="420000"))


def test_loading_again_adds_only_what_is_missing(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert load_regions() == 0
    Region.objects.filter(code__in=["421122", "429004"]).delete()
    assert load_regions() == 2
    assert Region.objects.get(code="421122").path == "420000/421100/421122/"


@pytest.mark.django_db(transaction=True)
def test_the_regions_come_back_after_a_flush() -> None:
    before = Region.objects.count()
    call_command("flush", interactive=False, verbosity=0)
    assert Region.objects.count() == before


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("内蒙古自治区", {"内蒙古自治区", "内蒙古", "内蒙古区"}),
        ("新疆维吾尔自治区", {"新疆维吾尔自治区", "新疆", "新疆区"}),
        ("东乡族自治县", {"东乡族自治县", "东乡", "东乡县"}),
        ("城区", {"城区"}),
    ],
)
def test_a_name_has_its_shorter_forms(name: str, forms: set[str]) -> None:
    assert name_forms(name) == forms
