"""The OpenAPI description: every act spelt out, with a body made from its form."""

from copy import deepcopy
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.encoding import force_bytes
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from petitions.api.act_forms import json_schema, multipart_schema
from workflows.acts.act import Act, Relation
from workflows.cases.machines import ACTS
from workflows.states import Kind

ACT_PATH = "/api/v1/cases/{number}/acts/{act}/"


class CallerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "petitions.api.callers.CallerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <token>`; a petitioner's token is his query code (查询码).",
        }


class SchemaView(SpectacularAPIView):
    """Open to all: it tells the form of things and no content."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *_args: object, **_keywords: object) -> HttpResponse:
        """In the language that `lang` names, or the reader's."""
        asked = request.GET.get("lang")
        language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
        renderer = request.accepted_renderer
        return HttpResponse(
            description(language, type(renderer)),  # type: ignore[arg-type]  # a class has a hash
            content_type=f"{renderer.media_type}; charset=utf-8",
            headers={"Content-Disposition": f'inline; filename="jianjian.{renderer.format}"'},
        )


@lru_cache(maxsize=16)
def description(language: str, renderer: type[BaseRenderer]) -> bytes:
    """Put together once in a process: it hangs on the code alone, and takes a second of work.

    The languages and the renderers are few: the cache holds all of them.
    """
    with translation.override(language):
        schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
        return force_bytes(renderer().render(schema, renderer_context={}))


def spell_out_acts(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """In place of one path for every act, a path for each, as `drf-spectacular` calls it."""
    template = result["paths"].pop(ACT_PATH, None)
    if template is None:
        return result
    for name, declared in _callable_acts().items():
        schemas = result["components"]["schemas"]
        references: list[dict[str, str]] = []
        for kind, act in declared:
            key = f"{kind.title()}_{name}_details".replace("_", " ").title().replace(" ", "")
            schemas[key] = json_schema(act.form) | {"title": str(act.label)}
            references.append({"$ref": f"#/components/schemas/{key}"})
        body: dict[str, Any] = {"oneOf": references} if references[1:] else {**references[0]}
        result["paths"][ACT_PATH.replace("{act}", name)] = _path(template, name, declared, body)
    return result


def _callable_acts() -> dict[str, list[tuple[str, Act]]]:
    """The acts that some caller may perform, by name; both machines may have one of a name."""
    found: dict[str, list[tuple[str, Act]]] = {}
    for kind in Kind:
        for act in ACTS[kind].values():
            by_petitioner = any(grant.relation is Relation.PETITIONER for grant in act.by)
            if (act.by_staff or by_petitioner) and "new" not in act.sources:
                found.setdefault(act.name, []).append((kind.value, act))
    return found


def _path(
    template: dict[str, Any], name: str, declared: list[tuple[str, Act]], body: dict[str, Any]
) -> dict[str, Any]:
    path = deepcopy(template)
    operation = path["post"]
    operation["operationId"] = f"perform_{name}"
    operation["summary"] = str(declared[0][1].label)
    operation["description"] = "\n\n".join(act.article for _kind, act in declared)
    operation["parameters"] = [p for p in operation["parameters"] if p["name"] != "act"]
    needed = all("required" in json_schema(act.form) for _kind, act in declared)
    content: dict[str, Any] = {"application/json": {"schema": body}}
    for _kind, act in declared:
        if with_files := multipart_schema(act.form):
            content["multipart/form-data"] = {"schema": with_files}
    operation["requestBody"] = {"content": content, "required": needed}
    return path
