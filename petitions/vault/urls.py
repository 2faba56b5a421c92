"""Addresses below `/vault/`, in the namespace of the pages."""

from django.urls import path

from petitions.pages import vault

urlpatterns = [
    path("", vault.openings_page, name="openings"),
    path("openings/<int:pk>/", vault.opening_page, name="opening"),
    path("openings/<int:pk>/decide/", vault.decide, name="opening_decide"),
    path("openings/<int:pk>/identity/", vault.identity_page, name="opening_identity"),
    path("clues/<str:number>/", vault.clue_identities_page, name="clue_identities"),
]
