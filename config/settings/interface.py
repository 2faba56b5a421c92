"""The interface for programmes under /api/v1/."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["petitions.api.callers.CallerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["petitions.api.callers.IsCaller"],
    "DEFAULT_THROTTLE_CLASSES": ["petitions.api.callers.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"caller": "600/minute"},
    "EXCEPTION_HANDLER": "petitions.api.problems.answer",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "件件 Jianjian",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "petitions.api.schema.spell_out_acts",
        "drf_spectacular.hooks.postprocess_schema_enums",
    ],
}
