"""A floor's templates stand on the floors below: none names anything of a floor above."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.floors import FLOORS, ROOT, is_above
from tests.ui.references import named_in_python, reaching_up, templates

TEMPLATES = sorted(
    path for app in FLOORS for path in (ROOT / app / "templates").rglob("*") if path.is_file()
)
MODULES = sorted(path for app in FLOORS for path in (ROOT / app).rglob("*.py"))
SOURCES = [*MODULES, *TEMPLATES]


def app_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_names_nothing_of_a_floor_above_its_own(path: Path) -> None:
    assert reaching_up(app_of(path), path.read_text()) == []


@pytest.mark.parametrize("app", FLOORS)
def test_a_module_names_no_page_of_a_floor_above_its_own(app: str) -> None:
    above = [
        (path.name, name)
        for path in MODULES
        if app_of(path) == app
        for name, owner in named_in_python(path.read_text())
        if is_above(owner, app)
    ]
    assert above == []


@pytest.mark.parametrize(
    ("app", "text"),
    [
        ("ui", "{% extends 'petitions/act.html' %}"),
        ("workflows", "{% include 'oversight/_table.html' %}"),
        ("workflows", "{% load i18n limit_tags %}"),
        ("organizations", "{% load status_mark from case_tags %}"),
        ("notifications", "{% static 'limits.css' %}"),
        ("workflows", "{% if case %}{% url 'petitions:case' case.number %}{% endif %}"),
        ("petitions", "{% url 'oversight:report_file' kind 'xlsx' as file %}"),
    ],
)
def test_each_way_to_reach_up_is_found(app: str, text: str) -> None:
    assert len(reaching_up(app, text)) == 1


def test_a_template_that_names_the_floors_below_reaches_nowhere() -> None:
    text = (
        "{% extends 'base.html' %}{% load i18n ui_tags case_tags %}"
        "{% static 'months.css' %}{% static 'bootstrap/css/bootstrap.min.css' %}"
        "{% url 'limits:catalogue' %}{% url 'set_language' %}"
    )
    assert reaching_up("petitions", text) == []


def test_no_two_apps_have_a_template_of_one_name() -> None:
    assert {name: apps for name, apps in templates().items() if len(apps) > 1} == {}


def test_a_folder_of_templates_belongs_to_one_app_and_those_in_none_to_the_ground_floor() -> None:
    owners: dict[str, set[str]] = {}
    for name, apps in templates().items():
        folder = name.split("/")[0] if "/" in name else ""
        owners.setdefault(folder, set()).update(apps)
    assert {folder: apps for folder, apps in owners.items() if len(apps) > 1} == {}
    assert owners[""] == {"ui"}


def test_no_template_but_of_the_ground_floor_is_drawn_by_other_apps_alone() -> None:
    texts = {app: "".join(p.read_text() for p in SOURCES if app_of(p) == app) for app in FLOORS}
    strayed = [
        name
        for name, (app, *_others) in templates().items()
        if app != "ui" and any(f'"{name}"' in texts[each] for each in FLOORS if each != app)
        if f'"{name}"' not in texts[app]
    ]
    assert strayed == []


@pytest.mark.parametrize("app", FLOORS)
def test_a_static_file_is_hidden_by_no_other_of_its_name(app: str) -> None:
    folder = ROOT / app / "static"
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    assert [name for name in names if Path(finders.find(name) or "") != folder / name] == []
