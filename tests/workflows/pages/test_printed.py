"""Papers as Chromium prints them: no page holds issuer, date and seal alone (GB/T 9704)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser

from tests.workflows.papers.written_papers import ISSUER, LENGTHS, written_paper
from workflows.papers.paper_kinds import PAPERS
from workflows.papers.red_head import split_name

ARTICLE = re.compile(r"<article.*</article>", re.DOTALL)
SEAL = "（印章）"


def _sheet(kind: str, sentences: int) -> str:
    found = ARTICLE.search(written_paper(kind, sentences))
    assert found, kind
    return found[0]


def _pages(browser: Browser, kinds: list[str], sentences: int) -> Iterator[str]:
    """The text of each page of all kinds printed one after another, each on pages of its own."""
    style = Path(str(finders.find("documents.css"))).read_text(encoding="utf-8")
    papers = "".join(f'<div class="one">{_sheet(kind, sentences)}</div>' for kind in kinds)
    page = browser.new_page()
    page.set_content(
        f"<style>{style} .one {{ break-before: page }}</style><body class='document'>{papers}"
    )
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    yield from (printed[n].get_textpage().get_text_range() for n in range(len(printed)))
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("sentences", LENGTHS)
def test_no_page_holds_issuer_date_and_seal_alone(browser: Browser, sentences: int) -> None:
    pages = list(_pages(browser, list(PAPERS), sentences))
    sealed = [page for page in pages if SEAL in page]
    assert len(sealed) >= len(PAPERS) / 2
    alone = [page for page in sealed if not _text_above_the_seal(page)]
    assert alone == []


def _text_above_the_seal(page: str) -> str:
    above = page.partition(SEAL)[0]
    closing = (*split_name(ISSUER), "2026年10月20日")
    for words in closing:
        above = above.replace(words, "")
    return re.sub(r"—\s*\d+\s*—|\s", "", above)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (ISSUER, "内蒙古自治区 呼和浩特市 土默特左旗 人力资源 和社会保障局"),
        ("呼和浩特市人民政府复查复核办公室", "呼和浩特市 人民政府 复查复核 办公室"),
        ("土默特左旗市场监督管理局", "土默特左旗 市场监督 管理局"),
        ("土默特左旗住房和城乡建设局", "土默特左旗 住房 和城乡建设局"),
        ("敕勒川镇人民政府", "敕勒川镇 人民政府"),
        ("国家信访局", "国家 信访局"),
        ("市政管理局", "市政 管理局"),
    ],
)
def test_a_name_breaks_between_its_words(name: str, words: str) -> None:
    assert split_name(name) == words.split()
