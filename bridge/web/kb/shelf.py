"""`/kb`: articles of every site, searched or not, and one of them as it is stored."""

from flask import Blueprint, render_template, request
from markupsafe import Markup

from bridge.domain.errors import NotFound
from bridge.services.articles import shelves
from bridge.web.current import ctx

blueprint = Blueprint("kb", __name__, url_prefix="/kb")


@blueprint.get("")
def show() -> str:
    """404 for an unknown site or status; 400 for a cursor that is none of ours."""
    asked = request.args
    site, status = asked.get("site") or None, asked.get("status") or None
    if status and status not in shelves.STATUSES:
        raise NotFound("There is no such view.")
    sought = asked.get("q", "").strip()[:200]
    found = shelves.shelf(ctx(), site=site, status=status, text=sought, after=asked.get("after"))
    return render_template(
        "kb/shelf.html",
        shelf=found,
        chosen={"site": site, "status": status},
        words=sought,
        statuses=shelves.STATUSES,
    )


@blueprint.get("/<row:article_id>")
def one(article_id: int) -> str:
    """404 for an unknown article."""
    article = shelves.article(ctx(), article_id)
    content = Markup(article.html)  # noqa: S704 - sanitised by the service
    return render_template("kb/article.html", article=article, content=content)
