"""Templates are folded as they are loaded: what is the same on every page is drawn once.

Half of a page's time went into asking again for words, icons and addresses that a template names
in so many letters. They depend on nothing but the language, so that a stretch of them with the
text between is one string for each language.
"""

from collections.abc import Iterator
from typing import Any

from django.template import Node, Template
from django.template.base import FilterExpression, NodeList, TextNode, Variable
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import TranslateNode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


class _FoldingLoader(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        _fold(template.nodelist)
        return template


class Loader(cached.Loader, _FoldingLoader):
    """Django's own, which keeps what it has loaded; what it keeps is folded before."""


class Stretch(Node):
    """Nodes side by side that draw the same whenever the language is the same."""

    def __init__(self, nodes: list[Node]) -> None:
        self._nodes = nodes
        self._drawn: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self._drawn:
            drawn = "".join(node.render(context) for node in self._nodes)
            self._drawn[language] = mark_safe(drawn)  # noqa: S308  # each node has escaped its own
        return self._drawn[language]


def _fold(nodes: NodeList) -> None:
    for node in nodes:
        for inner in _inside(node):
            _fold(inner)
    nodes[:] = _folded(nodes)


def _inside(node: Node) -> Iterator[NodeList]:
    """The lists of nodes that a node holds, as its attributes or in pairs with a condition."""
    for held in vars(node).values():
        if isinstance(held, NodeList):
            yield held
        elif isinstance(held, list):
            pairs = (each for each in held if isinstance(each, tuple))
            yield from (each for pair in pairs for each in pair if isinstance(each, NodeList))


def _folded(nodes: NodeList) -> Iterator[Node]:
    constant: list[Node] = []
    for node in nodes:
        if _is_constant(node):
            constant.append(node)
            continue
        yield from _stretch(constant)
        constant = []
        yield node
    yield from _stretch(constant)


def _stretch(nodes: list[Node]) -> Iterator[Node]:
    if all(isinstance(node, TextNode) for node in nodes):
        yield from nodes
        return
    stretch = Stretch(nodes)
    stretch.token, stretch.origin = nodes[0].token, nodes[0].origin
    yield stretch


def _is_constant(node: Node) -> bool:
    match node:
        case TextNode() | LoadNode() | CommentNode():
            return True
        case TranslateNode():
            told = (node.filter_expression, node.message_context)
            return not node.asvar and all(each is None or _is_literal(each) for each in told)
        case URLNode():
            return not (node.asvar or node.args or node.kwargs) and _is_literal(node.view_name)
        case SimpleNode():
            # A tag that keeps what it has drawn says by that that it depends on nothing else.
            given = (*node.args, *node.kwargs.values())
            keeps = hasattr(node.func, "cache_info") and node.target_var is None
            return keeps and all(map(_is_literal, given))
    return False


def _is_literal(told: FilterExpression) -> bool:
    is_variable = isinstance(told.var, Variable) and told.var.lookups is not None
    return not told.filters and not is_variable
