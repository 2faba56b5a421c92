"""The record of accounts and rights; mounted at /rights/."""

from django.urls import path

from workflows.rights import rights_views

app_name = "rights"

urlpatterns = [path("", rights_views.record_page, name="record")]
