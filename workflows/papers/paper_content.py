"""What an issued paper says, read out of its page, for the other shapes of it.

The page that was hashed is the paper (ADR 0009). A PDF and a Word file are made from this reading
of it, so that no shape can say what another does not.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from organizations.large_libraries import LargeLibrary

if TYPE_CHECKING:
    from lxml import html
else:
    html = LargeLibrary("lxml.html")

DESTROYED: Final = "The content of this paper was destroyed."
UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that a page shows as nothing, and that no other shape takes."""
BLANKS: Final = re.compile(r"[ \t\r\n]+")
"""What a browser shows as one blank; a full-width one stays."""

BREAK, MAY_END = "\u2028", "\u200b"
"""A new line until the blanks are put together, and the place where a red head may have one."""

MARKS: Final = {"br": BREAK, "wbr": MAY_END}


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one weight."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an item of a list: `kind` is the name of its element."""

    kind: str
    spans: tuple[Span, ...]
    quoted: bool = False
    number: int = 0
    """Of an item in an ordered list, from 1; 0 elsewhere."""

    @property
    def text(self) -> str:
        return "".join(each.text for each in self.spans)


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_head: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; those of a form have lines around them, those for signatures have none."""

    rows: tuple[tuple[Cell, ...], ...]
    has_lines: bool
    tall_rows: frozenset[int] = frozenset()


Part = Block | Table


@dataclass(frozen=True, slots=True)
class PaperContent:
    """A paper in reading order; what it does not have is empty."""

    letterhead: tuple[str, ...]
    """The name of the issuer in pieces, between which a line may end."""
    number: str
    heading: str
    addressee: str
    body: tuple[Part, ...]
    signed_by: str
    signed_on: str
    notes: tuple[tuple[Part, ...], ...]
    """Each with a line above it: a limit with its proof, where to turn, what may be applied for."""
    is_sealed: bool = False
    is_warning: bool = False

    def texts(self) -> Iterator[str]:
        """Every text of it, in the order in which somebody reads it."""
        yield from ("".join(self.letterhead), self.number, self.heading, self.addressee)
        yield from _texts(self.body)
        yield from (self.signed_by, self.signed_on)
        for note in self.notes:
            yield from _texts(note)


def read(page: str) -> PaperContent:
    """The content of an issued paper's page. Raises ValueError where its content was destroyed."""
    if not page:
        raise ValueError(DESTROYED)
    document = html.document_fromstring(page)
    body, sheet = document.body, document.body.find(".//article")
    text = sheet.find("section[@class='text']")
    closing = text.find("footer[@class='closing']")
    layout = str(body.get("class", ""))
    return PaperContent(
        letterhead=tuple(_text(sheet, "header/p[@class='issuer']").split(MAY_END)),
        number=_text(sheet, "header/p[@class='number']"),
        heading=_text(sheet, "h1"),
        addressee=_text(sheet, "p[@class='addressee']"),
        body=tuple(_parts(child for child in text if child is not closing)),
        signed_by="" if closing is None else _text(closing, "p[@class='seal']"),
        signed_on="" if closing is None else _text(closing, "p[@class='date']"),
        notes=tuple(
            tuple(_parts(section)) for section in sheet.findall("section") if section is not text
        ),
        is_sealed="document-sealed" in layout,
        is_warning="document-warning" in layout,
    )


def _texts(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Table):
            yield from (cell.text for row in part.rows for cell in row)
        else:
            yield part.text


def _parts(elements: "Iterable[html.HtmlElement]", *, quoted: bool = False) -> Iterator[Part]:
    for element in elements:
        match element.tag:
            case "table":
                yield _table(element)
            case "ol" | "ul":
                yield from _items(element, quoted=quoted)
            case "p" | "h2":
                yield Block(element.tag, _spans(element), quoted)
            case "section" | "div" | "blockquote":
                yield from _parts(element, quoted=quoted or element.tag == "blockquote")
            case _:
                raise ValueError(f"A paper has no <{element.tag}>.")


def _items(listing: "html.HtmlElement", *, quoted: bool) -> Iterator[Block]:
    ordered = listing.tag == "ol"
    for place, item in enumerate(listing.findall("li"), start=1):
        yield Block("li", _spans(item), quoted, place if ordered else 0)


def _table(table: "html.HtmlElement") -> Table:
    rows = table.findall(".//tr")
    return Table(
        rows=tuple(tuple(map(_cell, row)) for row in rows),
        has_lines=table.get("class") == "form",
        tall_rows=frozenset(n for n, row in enumerate(rows) if row.get("class") == "tall"),
    )


def _cell(cell: "html.HtmlElement") -> Cell:
    return Cell(
        "".join(each.text for each in _spans(cell)), cell.tag == "th", int(cell.get("colspan", 1))
    )


def _text(above: "html.HtmlElement", path: str) -> str:
    found = above.find(path)
    return "" if found is None else "".join(each.text for each in _spans(found))


def _spans(element: "html.HtmlElement") -> tuple[Span, ...]:
    """Its words, blanks as a browser shows them: several are one, none at the ends."""
    joined: list[Span] = []
    for text, strong in _runs(element):
        shown = BLANKS.sub(" ", UNSHOWN.sub("", text)).replace(BREAK, "\n")
        if not joined or joined[-1].text.endswith((" ", "\n")):
            shown = shown.lstrip(" ")
        if joined and joined[-1].strong == strong:
            shown = joined.pop().text + shown
        joined += [Span(shown, strong)] if shown else []
    if joined:
        last = joined.pop()
        joined.append(Span(last.text.rstrip(), last.strong))
    return tuple(each for each in joined if each.text)


def _runs(element: "html.HtmlElement", *, strong: bool = False) -> Iterator[tuple[str, bool]]:
    strong = strong or element.tag == "strong"
    if element.text:
        yield element.text, strong
    for child in element:
        if child.tag in MARKS:
            yield MARKS[child.tag], strong
        # The parser takes what follows a <wbr> for its content.
        yield from _runs(child, strong=strong)
        if child.tail:
            yield child.tail, strong
