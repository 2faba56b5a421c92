"""What a template or a module names, and to which app that belongs."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template import engines
from django.template.base import Lexer, TokenType
from django.urls import URLResolver, get_resolver

from tests.floors import FLOORS, ROOT, is_above

WIDGET = "part.template_name"
"""The one name that is not written out: Django's own template of a part of a widget."""
IN_PYTHON = re.compile(r"""["']([\w/-]+\.(?:html|txt)|\w+:[\w-]+)["']""")


@cache
def templates() -> dict[str, list[str]]:
    """A template's name → the floors that have one of this name."""
    found: dict[str, list[str]] = {}
    for app in FLOORS:
        folder = ROOT / app / "templates"
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            found.setdefault(str(path.relative_to(folder)), []).append(app)
    return found


@cache
def addresses() -> dict[str, str]:
    """The name of an address → the package whose module of addresses has it."""
    return dict(_named(get_resolver(), "", "config"))


def _named(resolver: URLResolver, space: str, owner: str) -> Iterator[tuple[str, str]]:
    declared = getattr(resolver.urlconf_module, "__name__", owner)
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _named(each, inner, declared)
        elif each.name:
            yield f"{space}{each.name}", declared.split(".")[0]


@cache
def libraries() -> dict[str, str]:
    """The name of a tag library → the package that has it."""
    known: dict[str, str] = engines["django"].engine.libraries  # type: ignore[attr-defined]  # of the Django backend
    return {name: module.split(".")[0] for name, module in known.items()}


def file_owner(name: str) -> str:
    """The package that has a static file. Raises `AssertionError` when none has it."""
    found = finders.find(name)
    assert found, f"no static file {name}"
    path = Path(found)
    return path.relative_to(ROOT).parts[0] if path.is_relative_to(ROOT) else path.parts[-3]


def named_by(text: str) -> Iterator[tuple[str, str, str]]:
    """Each tag of a template that names something: the tag, the name, the package it belongs to."""
    for token in Lexer(text).tokenize():
        if token.token_type is not TokenType.BLOCK:
            continue
        tag, *rest = token.split_contents()
        if tag == "load":
            for name in rest[rest.index("from") + 1 :] if "from" in rest else rest:
                yield tag, name, libraries()[name]
        elif tag in ("extends", "include", "static", "url") and rest[0] != WIDGET:
            name = rest[0].strip("\"'")
            assert name != rest[0], f"{tag} {name}: a name must be written out"
            yield tag, name, _owner(tag, name)


def _owner(tag: str, name: str) -> str:
    if tag == "static":
        return file_owner(name)
    return addresses()[name] if tag == "url" else templates()[name][0]


def named_in_python(text: str) -> Iterator[tuple[str, str]]:
    """Each template and address that a module names, and the package it belongs to."""
    for name in IN_PYTHON.findall(text):
        if name in templates():
            yield name, templates()[name][0]
        elif name in addresses():
            yield name, addresses()[name]


def reaching_up(app: str, text: str) -> list[tuple[str, str]]:
    """The tags of a template of this app that name something of a floor above it."""
    return [(tag, name) for tag, name, owner in named_by(text) if is_above(owner, app)]
