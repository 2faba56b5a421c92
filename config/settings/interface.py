"""The interface for programmes under /api/v1/."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["petitions.api.callers.CallerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["petitions.api.callers.IsCaller"],
    "DEFAULT_THROTTLE_CLASSES": ["petitions.api.callers.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"caller": "600/minute"},
    "EXCEPTION_HANDLER": "petitions.api.problems.answer",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["petitions.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "件件 Jianjian",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "PATH_CONVERTER_OVERRIDES": {"number": int},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "CaseKind": "workflows.states.Kind",
        "MaterialKind": "workflows.acts.letter_port.MaterialKind",
        "UnitKind": "organizations.models.UnitKind",
        "Rating": "workflows.states.Rating",
        "StepKind": "workflows.counting.proof.StepKind",
        "DayKind": "workflows.counting.work_calendar.DayKind",
        "ActorKind": "workflows.models.event.ActorKind",
        "Status": "workflows.states.Status",
    },
    # The acts come last: their bodies are spelt out whole, with their own choices.
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "petitions.api.schema.spell_out_acts",
    ],
}
