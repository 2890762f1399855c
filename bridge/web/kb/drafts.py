"""Drafts: begin, write, preview, send to WordPress, and settle what was changed on both sides."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from bridge.domain.errors import Conflict, Invalid
from bridge.domain.language import LANGUAGES
from bridge.services.articles import drafting, shelves
from bridge.services.articles.drafting import DraftChange
from bridge.services.sites import sites
from bridge.web.current import ctx
from bridge.web.permissions import actor
from bridge.web.speech import gettext as _

blueprint = Blueprint("drafts", __name__)

CONFLICT = 409


@blueprint.get("/kb/drafts")
def show() -> str:
    """400 for a cursor that is none of ours."""
    rows, following = shelves.drafts(ctx(), request.args.get("after"))
    return render_template("kb/drafts.html", rows=rows, next=following)


@blueprint.post("/kb/drafts")
def blank() -> Response | tuple[str, int]:
    """A new, empty draft."""
    try:
        draft_id = drafting.blank(ctx(), actor(), request.form.get("site") or None)
    except Invalid as error:
        rows, following = shelves.drafts(ctx())
        page = render_template("kb/drafts.html", rows=rows, next=following, refusal=error.title)
        return page, 400
    return redirect(url_for("drafts.one", draft_id=draft_id))


@blueprint.post("/tickets/<reference>/article")
def begin(reference: str) -> Response:
    """The draft out of a ticket, or the one that there is. 404 for an unknown reference."""
    draft_id = drafting.begin(ctx(), actor(), reference)
    flash(_("This is the article as the ticket tells it. Read it as a stranger would."))
    return redirect(url_for("drafts.one", draft_id=draft_id))


@blueprint.get("/kb/drafts/<row:draft_id>")
def one(draft_id: int) -> str:
    """404 for an unknown draft."""
    return _page(draft_id)


@blueprint.post("/kb/drafts/<row:draft_id>")
def save(draft_id: int) -> str | Response | tuple[str, int]:
    """`then`: preview, save or send. 409 when somebody else saved meanwhile; the text is kept."""
    form, then = request.form, request.form.get("then")
    change = _change()
    if then == "preview":
        return _page(draft_id, change, seen=form.get("seen", ""), previewed=True)
    store = drafting.send if then == "send" else drafting.save
    try:
        store(ctx(), actor(), draft_id, change, _number(form.get("seen")))
    except Conflict as error:
        return _page(draft_id, change, refusal=error.title, missed=True), CONFLICT
    except Invalid as error:
        return _page(draft_id, change, seen=form.get("seen", ""), refusal=error.title), 400
    flash(_("It is on its way to WordPress.") if then == "send" else _("Saved here."))
    return redirect(url_for("drafts.one", draft_id=draft_id))


@blueprint.post("/kb/drafts/<row:draft_id>/look")
def look(draft_id: int) -> Response:
    drafting.look_again(ctx(), draft_id)
    flash(_("WordPress is being asked; load the page again in a moment."))
    return redirect(url_for("drafts.one", draft_id=draft_id))


@blueprint.post("/kb/drafts/<row:draft_id>/anew")
def anew(draft_id: int) -> Response | tuple[str, int]:
    """As a new post. 409 while the old one still exists."""
    try:
        drafting.send_anew(ctx(), draft_id)
    except Conflict as error:
        return _page(draft_id, refusal=error.title), CONFLICT
    flash(_("It is on its way to WordPress."))
    return redirect(url_for("drafts.one", draft_id=draft_id))


@blueprint.get("/kb/drafts/<row:draft_id>/compare")
def compare(draft_id: int) -> str | Response:
    """Both texts beside each other; back to the draft when there is nothing to compare."""
    draft = shelves.draft(ctx(), draft_id)
    if draft.theirs is None:
        return redirect(url_for("drafts.one", draft_id=draft_id))
    return render_template("kb/compare.html", draft=draft)


@blueprint.post("/kb/drafts/<row:draft_id>/settle")
def settle(draft_id: int) -> Response | tuple[str, int]:
    """What a person decides. 409 when WordPress's text changed again; the joined text is kept."""
    form = request.form
    joined = (form.get("title", ""), form.get("text", ""))
    choice, digest = form.get("choice", ""), form.get("digest", "")
    try:
        drafting.settle(ctx(), actor(), draft_id, choice, digest, joined)
    except (Conflict, Invalid) as error:
        draft = shelves.draft(ctx(), draft_id)
        status = CONFLICT if isinstance(error, Conflict) else 400
        if draft.theirs is None:
            return _page(draft_id, refusal=error.title), status
        page = render_template("kb/compare.html", draft=draft, joined=joined, refusal=error.title)
        return page, status
    flash(
        _("The text of WordPress stands here now.")
        if choice == "theirs"
        else _("It is on its way to WordPress.")
    )
    return redirect(url_for("drafts.one", draft_id=draft_id))


def _page(draft_id: int, change: DraftChange | None = None, *, seen: str = "", **more: Any) -> str:
    """The draft with what an unfinished form brings back."""
    draft = shelves.draft(ctx(), draft_id)
    written = change or DraftChange(
        draft.title, draft.text, draft.language, draft.categories, draft.site
    )
    known = [site.slug for site in sites.listed(ctx())]
    return render_template(
        "kb/draft.html",
        draft=draft,
        written=written,
        seen=_number(seen) or draft.revision,
        preview=Markup(shelves.preview(written.text)),  # noqa: S704 - escaped by the service
        sites=known,
        languages=LANGUAGES,
        categories=shelves.categories(ctx(), draft.site),
        **more,
    )


def _change() -> DraftChange:
    form = request.form
    return DraftChange(
        title=form.get("title", ""),
        text=form.get("text", ""),
        language=form.get("language", ""),
        categories=tuple(form.get("categories", "").splitlines()),
        site=form.get("site", ""),
    )


def _number(text: str | None) -> int:
    """A revision as a form sends it; 0, which none is, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0
