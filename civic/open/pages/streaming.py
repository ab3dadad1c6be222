"""Long answers in pieces: every piece is read in a session of its own, so that a slow reader holds no connection."""

from collections.abc import Iterator
from functools import partial

from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from civic.web.hooks import hooks
from civic.web.visit import Visit

# What is made anew from the whole record may be kept by others for an hour.
KEPT = "public, max-age=3600"


def reading(visit: Visit) -> partial[Session]:
    """Opens one more reading session of this city."""
    return partial(Session, hooks().sites.engines(visit.site)[0])


def streamed(visit: Visit, pieces: Iterator[str], media_type: str, filename: str = "") -> Response:
    headers = {"Cache-Control": KEPT} if visit.viewer is None else {}
    if filename:
        headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return StreamingResponse((piece.encode() for piece in pieces), headers=headers, media_type=media_type)
