"""Addresses below `/vault/`, in the namespace of the pages."""

from django.urls import path

from petitions.vault import vault_views

urlpatterns = [
    path("", vault_views.openings_page, name="openings"),
    path("openings/<number:pk>/", vault_views.opening_page, name="opening"),
    path("openings/<number:pk>/decide/", vault_views.decide, name="opening_decide"),
    path("openings/<number:pk>/identity/", vault_views.identity_page, name="opening_identity"),
    path("clues/<str:number>/", vault_views.clue_identities_page, name="clue_identities"),
]
