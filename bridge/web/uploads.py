"""Files in and out. Nothing that somebody uploaded can run in our pages (RELIABILITY A23)."""

from urllib.parse import quote

from flask import Response, request

from bridge.domain.ports import FileContent
from bridge.services.tickets import files

CSP = "default-src 'none'; sandbox"


def sent(field: str = "files") -> tuple[FileContent, ...]:
    """The files of a form; an empty file field sends one without a name."""
    return tuple(
        FileContent(file.filename, file.mimetype, file.stream.read())
        for file in request.files.getlist(field)
        if file.filename
    )


def answer(file: FileContent, *, inline: bool) -> Response:
    """A download; `inline` is for raster images only."""
    reply = Response(file.content, content_type=file.content_type)
    kind = "inline" if inline else "attachment"
    name = files.clean_name(file.name)
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    reply.headers["Content-Disposition"] = (
        f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    reply.headers["Content-Security-Policy"] = CSP
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return reply
