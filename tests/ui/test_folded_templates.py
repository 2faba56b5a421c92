"""Folding changes how often a template's constants are drawn, and nothing that is seen."""

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.templatetags.i18n import TranslateNode
from django.utils import translation

from ui.folded_templates import Loader, Stretch

SOURCES = {
    "outer.html": (
        "{% load i18n ui_tags %}<h1>{% translate 'Next' %}</h1>"
        "{% block inner %}{% translate 'Previous' %}{% endblock %}{% translate 'Sort' %}{{ text }}"
    ),
    "page.html": (
        "{% extends 'outer.html' %}{% load i18n ui_tags %}"
        "{% block inner %}{{ block.super }}{% comment %}{{ text }}{% endcomment %}"
        "{% for n in numbers %}{% if n %}{% icon 'x' size=14 %}{% translate text %}"
        "{% translate 'Pages' context 'paging' %}{% else %}<b>{% translate 'Sort' as word %}"
        "{{ word }}</b>{% url 'set_language' %}{% endif %}{% icon name %}{{ n }}{% endfor %}"
        "{% language 'en' %}{% translate 'Next' %}{% endlanguage %}{% translate 'Sort'|upper %}"
        "{% with name='check' %}{% include 'part.html' %}{% endwith %}{% endblock %}"
    ),
    "part.html": "{% load i18n ui_tags %}{% translate 'Main' %}{% icon name %}{% icon 'x' %}",
}
GIVEN = {"text": "<Next>", "numbers": [0, 1, 2], "name": "info"}


def engine(loader: str) -> Engine:
    found = Engine.get_default()
    source = ("django.template.loaders.locmem.Loader", SOURCES)
    return Engine(loaders=[(loader, [source])], libraries=found.libraries)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_folded_template_draws_what_an_unfolded_one_does(language: str) -> None:
    plain = engine("django.template.loaders.cached.Loader").get_template("page.html")
    folded = engine("ui.folded_templates.Loader").get_template("page.html")
    for asked in (language, "en", language):
        with translation.override(asked):
            assert folded.render(Context(GIVEN)) == plain.render(Context(GIVEN))


def test_words_and_icons_named_in_so_many_letters_are_one_stretch() -> None:
    (stretch, name, icon) = engine("ui.folded_templates.Loader").get_template("part.html").nodelist
    assert [type(each) for each in (stretch, icon)] == [Stretch, Stretch]
    assert not isinstance(name, Stretch)


def test_every_page_is_loaded_folded() -> None:
    (loader,) = Engine.get_default().template_loaders
    assert isinstance(loader, Loader)
    body = Engine.get_default().get_template("partials/steps.html").nodelist
    assert not [node for node in body if isinstance(node, TranslateNode)]
