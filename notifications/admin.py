"""What went out and what did not: to be read by administrators, never written.

A notice's text may concern a sealed case, so it is shown to its reader alone: not even its
subject is here.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from notifications.channels import CHANNELS
from notifications.models import Delivery, Preference


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("pk", "channel", "state", "attempts", "next_try_at", "finished_at", "error")
    list_filter = ("state", "channel")
    fields = ("channel", "state", "attempts", "next_try_at", "leased_until", "finished_at", "error")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Preference)
class PreferenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("person", *CHANNELS)
    search_fields = ("person__name", "person__username")
    list_select_related = ("person",)
    autocomplete_fields = ("person",)
