"""Every sentence a person reads has its Chinese translation, and only one."""

import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.config.conftest import ROOT
from tests.floors import FLOORS
from workflows.counting.rule_catalogue import awaited, rules

CALLS = {
    **dict.fromkeys(("_", "_g", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
Key = tuple[str | None, str]  # the context, and the source string in the singular


def sources(app: str) -> Iterator[tuple[Path, str]]:
    """Each file of an app that may hold sentences, a template as the Python it amounts to."""
    for path in sorted((ROOT / app).rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield path, path.read_text()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            calls = templatize(path.read_text(), origin=str(path))
            yield path, "\n".join(line.lstrip() for line in calls.splitlines()) + "\n"


def sentences(app: str) -> dict[Key, str]:
    """Every translatable string in an app, with the form that has all its placeholders."""
    found: dict[Key, str] = {}
    for _path, source in sources(app):
        for _line, words, _notes, context in extract("python", io.BytesIO(source.encode()), CALLS):
            found[context, first(words)] = words if isinstance(words, str) else words[-1]
    return found


def first(forms: object) -> str:
    """The only form of a sentence, or the first of several."""
    return str(forms[0]) if isinstance(forms, list | tuple) else str(forms or "")


@pytest.mark.parametrize("app", FLOORS)
def test_a_sentence_stands_in_the_catalogue_once(app: str) -> None:
    written = (ROOT / app / "locale/zh_Hans/LC_MESSAGES/django.po").read_text()
    heads = re.findall(r'^(?:msgctxt .*\n)?msgid (?:".*"\n)+', written, re.MULTILINE)
    assert sorted(heads) == sorted(set(heads))


def catalogue(app: str) -> dict[Key, str]:
    path = ROOT / app / "locale/zh_Hans/LC_MESSAGES/django.po"
    entries = read_po(io.BytesIO(path.read_bytes()), locale="zh_Hans")
    assert not [entry.id for entry in entries if entry.id and entry.fuzzy]
    assert not entries.obsolete
    translated: dict[Key, str] = {}
    for entry in entries:
        source, words = first(entry.id), first(entry.string)
        if source:
            translated[entry.context, source] = words
    return translated


@pytest.mark.parametrize("app", FLOORS)
def test_every_sentence_of_an_app_is_translated_in_its_own_catalogue(app: str) -> None:
    translated = catalogue(app)
    assert [key for key in sentences(app) if not translated.get(key)] == []


@pytest.mark.parametrize("app", FLOORS)
def test_a_catalogue_holds_nothing_that_the_app_no_longer_says(app: str) -> None:
    assert set(catalogue(app)) - set(sentences(app)) == set()


@pytest.mark.parametrize("app", FLOORS)
def test_a_translation_has_the_placeholders_of_its_source(app: str) -> None:
    translated = catalogue(app)
    differing = [
        (source, translated[key])
        for key, source in sentences(app).items()
        if key in translated
        and sorted(set(PLACEHOLDER.findall(source)))
        != sorted(set(PLACEHOLDER.findall(translated[key])))
    ]
    assert differing == []


def test_no_two_catalogues_translate_a_sentence_differently() -> None:
    """Django merges the catalogues, so one of two would win everywhere."""
    said: dict[Key, str] = {}
    differing = [
        (key, words, said[key])
        for app in FLOORS
        for key, words in catalogue(app).items()
        if said.setdefault(key, words) != words
    ]
    assert differing == []


@pytest.mark.parametrize("app", FLOORS)
def test_chinese_cites_an_article_in_words(app: str) -> None:
    """As official papers do: 条例第三十条第三款, and not 条例 30③."""
    short = re.compile(r"(?:条例|规则|规程|办法) ?[0-9]|[①-⑳]")
    assert [words for words in catalogue(app).values() if short.search(words)] == []


def test_every_name_of_the_law_has_its_english() -> None:
    retention = tomllib.loads((ROOT / "workflows/data/retention_rules.toml").read_text())
    named = {row["name"] for row in retention["retention"]} | {rule.name for rule in rules()}
    english = ROOT / "workflows/locale/en/LC_MESSAGES/django.po"
    entries = read_po(io.BytesIO(english.read_bytes()), locale="en")
    assert {entry.id for entry in entries if entry.id and entry.string} == (
        named | set(awaited().values())
    )
