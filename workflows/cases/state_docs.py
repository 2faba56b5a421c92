"""What moves beside the cases' own statuses, as Markdown: small state machines, and desks."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django_fsm import FSMField
from viewflow.workflow.base import Node

from workflows.cases.flows import BESIDE, FLOWS, Desk, DeskFlow
from workflows.models import Case


def machines() -> Iterator[tuple[type[Model], FSMField]]:
    """Every model with a state machine that is not the case's, with the field it moves."""
    for model in sorted(apps.get_models(), key=lambda each: each.__name__):
        if not issubclass(model, Case):
            for field in model._meta.get_fields():
                if isinstance(field, FSMField):
                    yield model, field


def machine_parts() -> Iterator[str]:
    """A section for each machine: its picture and what its transitions mean."""
    yield "## Other states\n"
    yield "What is not the case's own has a machine of its own, moved by its transitions alone.\n"
    for model, field in machines():
        yield f"### {model._meta.verbose_name} (`{model.__name__}.{field.name}`)\n"
        yield "\n".join(_machine(field, list(field.get_all_transitions(model))))
        yield from _meanings(model, field)


def _machine(field: Any, moves: list[Any]) -> Iterator[str]:
    left = {str(move.source) for move in moves}
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from (f"    {value}: {label}" for value, label in field.choices)
    yield f"    [*] --> {field.default}"
    yield from (f"    {move.source} --> {move.target}: {move.name}" for move in moves)
    yield from (f"    {value} --> [*]" for value, _label in field.choices if value not in left)
    yield "```\n"


def _meanings(model: type[Model], field: Any) -> Iterator[str]:
    names = dict.fromkeys(move.name for move in field.get_all_transitions(model))
    yield "\n".join(f"- `{name}`: {getattr(model, name).__doc__}" for name in names) + "\n"


def desk_parts() -> Iterator[str]:
    """A section for each flow: its desks in their order, and the limits that are its own."""
    yield "## Desks\n"
    yield (
        "Whose desk a piece of work is on: the case's own next step, and the work beside it. "
        "A limit that a flow names is on that desk; every other one is on the case's own.\n"
    )
    for each in (*FLOWS.values(), *BESIDE):
        yield f"### {each.process_title} (`{each.__name__}`)\n"
        if each.rules:
            yield f"Limits: {', '.join(f'`{rule}`' for rule in each.rules)}.\n"
        yield "\n".join(_flow(each))


def _flow(flow: type[DeskFlow]) -> Iterator[str]:
    nodes: Iterable[Node] = flow.instance.node("route").desks
    yield "```mermaid"
    yield "flowchart LR"
    yield f"    start([{flow.instance.node('start').task_title}]) --> route"
    yield f"    route{{{flow.instance.node('route').task_title}}}"
    for node in nodes:
        arrow = "-.->" if isinstance(node, Desk) and node.is_detour else "-->"
        yield f"    route {arrow} {node.name}[{node.task_title}]"
    yield f"    route --> finish([{flow.instance.node('end').task_title}])"
    yield "```\n"
