"""The law that papers cite, by the day on which they are issued."""

from datetime import date

from django import template

from workflows.papers import cited_law

register = template.Library()


@register.filter
def cited(articles: str, issued_on: date) -> str:
    """`{{ "第二十三条"|cited:issued_on }}`: the article with its law, as that day cites it."""
    return cited_law.cited(articles, issued_on)
