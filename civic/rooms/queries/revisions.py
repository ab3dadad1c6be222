"""What a post said before: its revisions, as far as they may be read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from civic.rooms.models import Post, PostRevision
from civic.rooms.queries.posts import TOMBSTONES


@dataclass(frozen=True, slots=True)
class Written:
    """One wording of a post; a closed one keeps its number and date, without its text."""

    number: int
    title: str
    body: str
    written_at: datetime
    is_closed: bool


def revisions(db: Session, post: Post) -> list[Written]:
    """Every wording, newest first; none of a tombstone. Ask `post_for` first."""
    if post.state in TOMBSTONES:
        return []
    query = select(PostRevision).where(col(PostRevision.post_id) == post.id).order_by(col(PostRevision.number).desc())
    now = Written(post.revision, post.title, post.body, post.edited_at or post.created_at, False)
    old = [
        Written(one.number, "" if one.is_closed else one.title, "" if one.is_closed else one.body, one.written_at,
                one.is_closed)
        for one in db.execute(query).scalars()
    ]  # fmt: skip
    return [now, *old]
