"""`/articles`: what was mirrored from WordPress, and suggestions while a visitor types."""

from typing import Any

from marshmallow import fields, validate

from bridge.services.articles import suggesting
from bridge.web.api.access import PUBLIC, needs
from bridge.web.api.fields import LARGEST_ID, Moment, Shown, Strict, Text, about, limit, page_of
from bridge.web.api.section import Section
from bridge.web.current import ctx

section = Section("Articles", "Help articles mirrored from WordPress.")


class ArticleQuery(Strict):
    after = fields.Integer(
        validate=validate.Range(min=0, max=LARGEST_ID),
        load_default=0,
        metadata=about("The `next` of the page before."),
    )
    limit = limit()


class ArticleShown(Shown):
    id = fields.Integer()
    site = fields.String(metadata=about("The site's slug.", "main"))
    title = fields.String()
    url = fields.String()
    excerpt = fields.String()
    language = fields.String(metadata=about("Two letters.", "en"))
    status = fields.String(metadata=about("In WordPress; visitors see `publish` only."))
    categories = fields.List(fields.String())
    modified_at = Moment()


class SuggestQuery(Strict):
    q = Text(longest=500, required=True, metadata=about("What the visitor typed.", "invoice"))
    site = Text(longest=64, required=True, metadata=about("The site's slug.", "main"))
    key = Text(longest=200, required=True, metadata=about("The site's public key."))
    lang = Text(longest=20, metadata=about("`en`, `fr_FR` …", "en"))
    limit = limit(most=10, default=3)


class SuggestedShown(Shown):
    title = fields.String()
    url = fields.String()
    excerpt = fields.String()


class SuggestedList(Shown):
    items = fields.List(fields.Nested(SuggestedShown))


@section.get("/articles")
@needs("articles:read")
@section.arguments(ArticleQuery, location="query")
@section.response(200, page_of(ArticleShown))
def list_articles(query: dict[str, Any]) -> dict[str, Any]:
    """List articles"""
    rows, following = suggesting.articles(ctx(), query["after"], query["limit"])
    return {"items": rows, "next": None if following is None else str(following)}


@section.get("/articles/suggest")
@needs(PUBLIC)
@section.arguments(SuggestQuery, location="query")
@section.response(200, SuggestedList)
@section.problem(401, "This site and key do not fit together.")
@section.problem(429, "Too many questions; try again later.")
def suggest_articles(query: dict[str, Any]) -> dict[str, Any]:
    """Suggest articles for a question

    Public, with a site's public key instead of a token. Only published articles of that site.
    """
    found = suggesting.suggest(
        ctx(), query["site"], query["key"], query["q"], query.get("lang"), query["limit"]
    )
    return {"items": found}
