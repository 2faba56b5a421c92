"""A paper as PDF and as Word says what its page says, and its PDF is made once."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from io import BytesIO

import docx
import pypdfium2
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from pytest_django import Settings

from tests.office import MONDAY, open_office, petition
from tests.workflows.papers.written_papers import ISSUED_ON, ISSUER, LENGTHS, written_paper
from workflows.models import Document, PaperFile
from workflows.papers.paper_content import read
from workflows.papers.paper_files import file_of, typeset
from workflows.papers.paper_kinds import PAPERS
from workflows.papers.word_copies import word_copy

FOOT = re.compile(r"—\s*\d+\s*—")
SEAL_PLACE = "（印章）"
INNER_MARGIN = 26 / 25.4 * 72 - 8
"""Points of the right margin, less what a sign at the end of a line may hang into it."""
RARE = "信访人𠮷㛃䶮"
OF_NO_FACE = ("信访人\ue123", "ᠮᠣᠩᠭᠣᠯ", "བོད་ཡིག", "ꆈꌠꁱꂷ", "ﷺ😀", "甲\x07\x0b\x1b乙")
WITHOUT_A_BREAK = ("=" * 80, "1" * 80, "—" * 60, "_" * 70, "." * 90, "*" * 70, "a" * 900)


def plain(text: str) -> str:
    """Without what only the layout adds: blanks, numbers of pages, the place of the seal."""
    return re.sub(r"\s", "", FOOT.sub("", text).replace(SEAL_PLACE, ""))


def shown(page: str) -> str:
    """The words of a paper's page."""
    return plain(unescape(re.sub(r"<[^>]+>", "", page.split("<article", 1)[1].split(">", 1)[1])))


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    document.close()
    return pages


def without_marks(text: str) -> str:
    """The marks of lists, which the page leaves to the browser."""
    return re.sub(r"(?m)^\s*(\d+\.|·)\s", "", text)


@pytest.mark.parametrize("sentences", [0, 2])
@pytest.mark.parametrize("kind", PAPERS)
def test_what_is_read_of_a_page_is_all_that_it_says(kind: str, sentences: int) -> None:
    page = written_paper(kind, sentences)
    assert plain("".join(read(page).texts())) == shown(page)


def test_the_pdf_of_every_kind_says_what_its_page_says() -> None:
    pages = {kind: written_paper(kind, 2) for kind in PAPERS}
    pdfs = typeset([(read(page), ISSUED_ON) for page in pages.values()])
    for kind, pdf in zip(pages, pdfs, strict=True):
        said = plain(without_marks("\n".join(pages_of(pdf)).replace("\r", "")))
        assert sorted(said) == sorted(shown(pages[kind])), kind
        assert b"pdfaid:part" in pdf, kind


@pytest.mark.slow
@pytest.mark.parametrize("sentences", LENGTHS)
def test_no_page_of_a_pdf_holds_the_signature_alone(sentences: int) -> None:
    papers = [read(written_paper(kind, sentences)) for kind in PAPERS]
    signed = [paper for paper in papers if paper.signed_by]
    assert len(signed) >= len(PAPERS) / 2
    for paper, pdf in zip(signed, typeset([(each, ISSUED_ON) for each in signed]), strict=True):
        (page,) = (text for text in map(plain, pages_of(pdf)) if f"{ISSUER}2026年10月20日" in text)
        assert page.partition(f"{ISSUER}2026年10月20日")[0], paper.heading


def test_rare_characters_are_right_on_a_machine_without_faces() -> None:
    page = written_paper("acceptance_notice", 1).replace("信访人甲", RARE)
    (pdf,) = typeset([(read(page), ISSUED_ON)], only_ours=True)
    assert RARE in plain("".join(pages_of(pdf)))
    assert b"pdfaid:part" in pdf


@pytest.mark.parametrize("name", OF_NO_FACE)
def test_a_character_of_no_face_costs_its_picture_and_not_the_paper(name: str) -> None:
    content = read(written_paper("acceptance_notice", 1).replace("信访人甲", name))
    (pdf,) = typeset([(content, ISSUED_ON)], only_ours=True)
    assert "受理告知书" in plain("".join(pages_of(pdf)))
    assert word_copy(content).startswith(b"PK")


@pytest.mark.parametrize("run", WITHOUT_A_BREAK)
def test_nothing_leaves_the_sheet(run: str) -> None:
    page = written_paper("handling_opinion", 1).replace("予以补发", run)
    (pdf,) = typeset([(read(page), ISSUED_ON)])
    document = pypdfium2.PdfDocument(pdf)
    for sheet in document:
        text = sheet.get_textpage()
        edges = [text.get_charbox(n)[2] for n in range(text.count_chars())]
        assert max(edges) <= sheet.get_width() - INNER_MARGIN
    document.close()


@pytest.mark.parametrize("kind", ["acceptance_notice", "service_return", "handling_opinion"])
def test_a_word_copy_says_what_the_page_says(kind: str) -> None:
    page = written_paper(kind, 2)
    copy = docx.Document(BytesIO(word_copy(read(page))))
    told = [paragraph.text for paragraph in copy.paragraphs]
    told += [cell.text for table in copy.tables for row in table.rows for cell in row.cells]
    missing = {plain(text) for text in read(page).texts()} - {plain(without_marks(t)) for t in told}
    assert missing <= {""}


@pytest.fixture
def paper(transactional_db: None) -> Document:
    return Document.objects.filter(case=petition(open_office()).case).earliest("pk")


@pytest.mark.slow
def test_of_two_that_ask_at_once_both_get_the_first_ones_file(paper: Document) -> None:
    def ask(_nth: int) -> bytes:
        try:
            return bytes(file_of(paper, at=MONDAY).pdf)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert PaperFile.objects.count() == 1


def test_the_file_is_never_replaced(db: None, settings: Settings) -> None:
    paper = Document.objects.filter(case=petition(open_office()).case).earliest("pk")
    made = file_of(paper, at=MONDAY)
    settings.PAPER_FONTS = "/nowhere"
    assert bytes(file_of(paper, at=MONDAY).pdf) == bytes(made.pdf)
    for change in (PaperFile.objects.all().delete, lambda: PaperFile.objects.update(sha256="")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
