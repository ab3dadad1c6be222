"""Citations as references resolved when shown: a source that is hidden now shows its tombstone, never its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from civic.errors import Refused
from civic.library.citing import Citing, register
from civic.library.models import Document, DocumentVersion, Unit, VersionState
from civic.markup import excerpt, plain_text
from civic.permissions import Viewer
from civic.rooms.models import Citation, Post, PostState, Room
from civic.rooms.queries.posts import SHOWN, posts_visible_to
from civic.rooms.queries.rooms import MOST_ID

EXCERPT = 120
REFERENCE = re.compile(r"(?P<key>[\w.\-]{1,120})#(?P<seq>[0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class CitationCard:
    """A cited passage (`unit_id`, `key`, `path`) or a quoted post (`post_id`). Without `excerpt` the source cannot be
    read any more; `state` and the tombstone say why. `version` is 0 for the version in force."""

    unit_id: int | None
    post_id: int | None
    key: str = ""
    path: str = ""
    version: int = 0
    title: str = ""
    excerpt: str = ""
    state: str = ""
    tombstone_article: int | None = None
    tombstone_at: datetime | None = None


_Quoted = aliased(Post)
_QuotedRoom = aliased(Room)
_UNIT = (
    col(Unit.id), col(Document.key), col(Unit.path), col(DocumentVersion.number), col(DocumentVersion.state),
    (col(Document.current_version_id) == col(Unit.version_id)).label("is_current"),
    col(Document.title), col(Unit.label), col(Unit.speaker), col(Unit.text),
)  # fmt: skip
_OF_POSTS = (
    select(
        col(Citation.post_id), *_UNIT, col(_Quoted.id), col(_Quoted.display_name), col(_Quoted.state),
        col(_Quoted.html), col(_Quoted.tombstone_article), col(_Quoted.tombstone_at),
    )
    .outerjoin(Unit, col(Unit.id) == col(Citation.unit_id))
    .outerjoin(DocumentVersion, col(DocumentVersion.id) == col(Unit.version_id))
    .outerjoin(Document, col(Document.id) == col(Unit.document_id))
    .outerjoin(_Quoted, col(_Quoted.id) == col(Citation.quoted_post_id))
    .where(col(Citation.post_id).in_(bindparam("posts", expanding=True)))
    .order_by(col(Citation.post_id), col(Citation.position))
)  # fmt: skip
_PASSAGES = (
    select(*_UNIT)
    .join(DocumentVersion, col(DocumentVersion.id) == col(Unit.version_id))
    .join(Document, col(Document.id) == col(Unit.document_id))
    .where(col(Unit.id).in_(bindparam("units", expanding=True)))
)


def _passage(
    unit_id: int,
    key: str,
    path: str,
    version: int,
    state: VersionState,
    is_current: bool,
    title: str,
    label: str,
    speaker: str,
    text: str,
) -> CitationCard:
    if state is not VersionState.PUBLISHED:
        return CitationCard(unit_id, None, title=title, state="unpublished")
    # Who said it belongs to every citation of minutes (DOMAIN §9).
    place = " ".join(filter(None, (label, speaker)))
    name = f"{title} › {place}" if place else title
    return CitationCard(unit_id, None, key, path, 0 if is_current else version, name, excerpt(text, EXCERPT))


def _quote(
    post_id: int, name: str, state: PostState, html: str, article: int | None, at: datetime | None
) -> CitationCard:
    if state in SHOWN:
        return CitationCard(None, post_id, title=name, excerpt=excerpt(plain_text(html), EXCERPT), state=state.value)
    return CitationCard(None, post_id, state=state.value, tombstone_article=article, tombstone_at=at)


def citations_of(db: Session, post_ids: Sequence[int]) -> dict[int, list[CitationCard]]:
    """One statement for all posts of a page. The same for every viewer: it shows what the public may read."""
    found: dict[int, list[CitationCard]] = {}
    if not post_ids:
        return found
    for row in db.execute(_OF_POSTS, {"posts": list(post_ids)}):
        card = _passage(*row[1:11]) if row[1] is not None else _quote(*row[11:])
        found.setdefault(row[0], []).append(card)
    return found


def passages(db: Session, unit_ids: Sequence[int]) -> list[CitationCard]:
    """Cards of published passages, in the order asked."""
    known = [one for one in unit_ids if 0 < one <= MOST_ID]
    if not known:
        return []
    cards = {row[0]: _passage(*row) for row in db.execute(_PASSAGES, {"units": known})}
    return [cards[one] for one in dict.fromkeys(known) if one in cards and not cards[one].state]


def unit_ids_of(db: Session, references: Sequence[str]) -> list[int]:
    """References as typed (a unit's id, or `key#seq` in the version in force) -> ids of published units."""
    found: list[int] = []
    for reference in references:
        named = REFERENCE.fullmatch(reference.strip())
        if named:
            query = (
                select(col(Unit.id))
                .join(Document, col(Document.current_version_id) == col(Unit.version_id))
                .where(col(Document.key) == named["key"], col(Unit.seq) == int(named["seq"]))
            )
            unit_id = db.execute(query).scalar()
        else:
            text = reference.strip()
            cards = passages(db, [int(text)]) if text.isascii() and text.isdigit() and len(text) < 11 else []
            unit_id = cards[0].unit_id if cards else None
        if unit_id is None:
            raise Refused("rooms.no_such_passage", reference=reference[:60])
        if unit_id not in found:
            found.append(unit_id)
    return found


@register
def cited_in(db: Session, viewer: Viewer, unit_ids: Sequence[int], most: int) -> list[Citing]:
    """Posts that cite one of these passages, for the library's pages."""
    query = (
        select(col(Post.id), col(Room.title), col(Post.title), col(Post.html), col(Post.created_at))
        .join(Citation, col(Citation.post_id) == col(Post.id))
        .join(Room, col(Room.id) == col(Post.room_id))
        .where(col(Citation.unit_id).in_(list(unit_ids)), col(Post.state).in_(SHOWN), posts_visible_to(viewer))
        .distinct()
        .order_by(col(Post.created_at).desc())
        .limit(most)
    )
    return [
        Citing(f"{room} › {title}" if title else room, f"/posts/{id_}", excerpt(plain_text(html)), at)
        for id_, room, title, html, at in db.execute(query)
    ]
