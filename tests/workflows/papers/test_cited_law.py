"""Papers and entries cite the law that was in force on their day: in 2021 the 信访条例 of 2005."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from petitions.cases import timeline
from tests.office import SHANGHAI, WAY, Office, act, advance, petition
from workflows.cases.machines import ACTS
from workflows.models import Case, Document
from workflows.papers import cited_law

TEMPLATES = Path(__file__).parents[3] / "workflows/templates/documents"
CITED = re.compile(r'"([^"]*)"\|cited:issued_on')
IN_2021 = datetime(2021, 8, 2, 10, tzinfo=SHANGHAI)
IN_2026 = datetime(2026, 8, 3, 10, tzinfo=SHANGHAI)
FIRST, LAST = date(2022, 5, 1), date(2022, 4, 30)


def cited_anywhere() -> Iterator[str]:
    """Every article of the 信访工作条例 that a paper or an act cites."""
    for path in TEMPLATES.rglob("*.html"):
        yield from CITED.findall(path.read_text())
    for acts in ACTS.values():
        for declared in acts.values():
            law, _, articles = declared.article.partition(" ")
            if law == cited_law.PETITION_LAW:
                yield articles


def test_no_paper_names_the_law_by_itself() -> None:
    """A paper that named it would name it whenever it is issued."""
    assert [p.name for p in TEMPLATES.rglob("*.html") if "信访工作条例" in p.read_text()] == []


def test_of_every_cited_article_it_is_known_what_said_the_same_before() -> None:
    articles = {each for cited in cited_anywhere() for each in cited.split("、") if each}
    assert len(articles) > 30
    known = {each.partition("条")[0] for each in cited_law.FORMER}
    assert {each for each in articles if each.partition("条")[0] not in known} == set()


@pytest.mark.parametrize(
    ("articles", "on", "expected"),
    [
        ("第二十一条、第二十二条", LAST, "《信访条例》第二十一条"),
        ("第二十三条", FIRST, "《信访工作条例》第二十三条"),
        ("第二十三条", LAST, "《信访条例》第二十二条"),
        ("第十九条、第二十条、第二十三条", LAST, "《信访条例》第十六条、第十八条、第二十二条"),
        ("第二十八条第三款", LAST, "《信访条例》第三十条"),
        ("第十八条第二款", LAST, "《信访条例》"),
        ("第二十三条", date(2005, 4, 30), "《信访条例》"),
        ("", LAST, "《信访条例》"),
    ],
)
def test_the_law_changes_with_the_day(articles: str, on: date, expected: str) -> None:
    assert cited_law.cited(articles, on) == expected


@pytest.mark.parametrize(
    ("article", "on", "expected"),
    [
        ("信访工作条例 第三十四条、第三十五条", LAST, "信访条例（2005年） 第三十三条、第三十四条"),
        ("信访工作条例 第十八条第二款", LAST, ""),
        ("信访工作条例 第三十四条", date(2005, 4, 30), ""),
        ("纪检监察机关处理检举控告工作规则 第十四条", date(2020, 1, 20), ""),
        (
            "纪检监察机关处理检举控告工作规则 第十四条",
            date(2020, 1, 21),
            "纪检监察机关处理检举控告工作规则 第十四条",
        ),
        ("信访事项简易办理办法 第五条", LAST, "信访事项简易办理办法 第五条"),
    ],
)
def test_an_entry_stands_on_what_was_in_force(article: str, on: date, expected: str) -> None:
    assert cited_law.article_on(article, on) == expected


@pytest.mark.parametrize(("at", "law"), [(IN_2021, "信访条例"), (IN_2026, "信访工作条例")])
def test_papers_and_history_of_a_whole_matter_cite_one_law(
    office: Office, at: datetime, law: str
) -> None:
    case = advance(office, petition(office, at=at).case, WAY[-1][0], at=at)
    act(office, case, "request_review", "petitioner", at=at)
    papers = list(Document.objects.filter(case=case))
    named = {found for paper in papers for found in re.findall("《(信访[工作]*条例)》", paper.body)}
    assert len(papers) >= 5
    assert named == {law}
    case = Case.objects.get(pk=case.pk)
    told = timeline.summarize_events(case, case.events.all(), papers, with_texts=True)
    assert {each.article.partition(" ")[0].partition("（")[0] for each in told} <= {law, ""}
