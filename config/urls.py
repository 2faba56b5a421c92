"""Every address of the system."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz, livez, readyz
from config.metrics import metrics
from organizations.signing_in.account_views import administration_door

handler400 = "config.bad_requests.bad_request"
handler500 = "config.outages.server_error"
urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("admin/login/", administration_door, name="administration_door"),
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    path("api/v1/", include("oversight.api_urls")),
    path("api/v1/", include("petitions.api.urls")),
    path("account/", include("organizations.urls")),
    path("account/", include("organizations.signing_in.proof_urls")),
    path("inbox/notices/", include("notifications.urls")),
    path("limits/", include("workflows.urls")),
    path("rights/", include("workflows.rights.rights_urls")),
    path("", include("oversight.urls")),
    path("", include("petitions.urls")),
]
