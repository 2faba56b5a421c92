"""A paper as a file: for whoever may read its page, by page, portal and interface."""

from collections.abc import Iterator

import pypdfium2
import pytest
import time_machine
from django.core.cache import cache

from tests.office import Office, petition
from tests.petitions.api.calling import Programme, programme
from tests.petitions.pages.visits import NOW, as_, shut_out
from tests.petitions.rights.doors import CODE, OWN, opened, with_code
from workflows.models import Document, PaperFile

SHAPES = {"pdf": b"%PDF-", "docx": b"PK"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def paper(office: Office) -> Document:
    case = with_code(petition(office).case)
    return Document.objects.get(case=case, kind="registration_receipt")


def address(paper: Document, shape: str) -> str:
    return f"/cases/{paper.case.number}/documents/{paper.pk}/paper.{shape}"


@pytest.mark.parametrize("shape", SHAPES)
def test_whoever_reads_the_page_gets_the_file(office: Office, paper: Document, shape: str) -> None:
    answer = as_(office, "officer").get(address(paper, shape))
    assert answer.content.startswith(SHAPES[shape])
    assert "no-store" in answer["Cache-Control"]
    assert "%E7%99%BB%E8%AE%B0%E5%9B%9E%E6%89%A7" in answer["Content-Disposition"]


@pytest.mark.parametrize("shape", SHAPES)
def test_whoever_may_not_read_the_page_gets_no_file(
    office: Office, paper: Document, shape: str
) -> None:
    assert as_(office, "stranger").get(address(paper, shape)).status_code == 404
    assert as_(office, "monitor").get(address(paper, shape)).status_code == 403
    shut_out(office, paper.case, "officer")
    assert as_(office, "officer").get(address(paper, shape)).status_code == 404
    assert not PaperFile.objects.exists()


def test_the_petitioner_gets_the_same_file_as_the_office_and_the_interface(
    office: Office, paper: Document
) -> None:
    own = opened(paper.case).get(f"{OWN}?document={paper.pk}&pdf").content
    assert own == as_(office, "officer").get(address(paper, "pdf")).content
    place = f"cases/{paper.case.number}/documents/{paper.pk}/"
    for caller in (Programme(CODE), programme(office, "officer")):
        assert caller.get(f"{place}?shape=pdf").content == own
    assert PaperFile.objects.get().document == paper
    assert len(pypdfium2.PdfDocument(own)) == 1


def test_a_shape_that_no_paper_has_is_refused_by_name(office: Office, paper: Document) -> None:
    place = f"cases/{paper.case.number}/documents/{paper.pk}/?shape=ofd"
    answer = programme(office, "officer").get(place)
    assert answer.status_code == 422
    assert "pdf or docx" in answer.content.decode()


def test_where_no_pdf_can_be_made_the_page_stands_in_and_nothing_is_kept(
    office: Office, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.papers.paper_files.COMPILER", "/nowhere/compiler.py")
    answer = as_(office, "officer").get(address(paper, "pdf"))
    assert answer.status_code == 503
    assert answer.content.decode() == paper.body
    assert not PaperFile.objects.exists()
