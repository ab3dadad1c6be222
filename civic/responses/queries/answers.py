"""Published answers: the strip under a post, the newest ones, one answer with its versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from civic.city.models import Section
from civic.errors import NotFound
from civic.library.citing import Citing, register
from civic.markup import excerpt, plain_text
from civic.permissions import Viewer, can
from civic.responses.models import Response, ResponseVersion
from civic.responses.queries.readiness import ready
from civic.responses.summary_models import Proposal, SummaryItem, SummarySource
from civic.rooms.models import Post, PostState, Room, RoomTopic
from civic.rooms.queries import visible_to
from civic.rooms.queries.posts import SHOWN

PAGE = 50
MOST_ID = 2**31 - 1
QUESTION = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """A published answer as readers see it: to a post (`post_id`), an item (`item_id`) or a whole proposal (neither).
    `question` is empty when the post is not shown any more: the answer stays, its question is a tombstone."""

    response_id: int
    post_id: int
    room_id: int
    section_name: str
    category: str
    ground: str
    html: str
    number: int
    published_at: datetime
    evidence_unit_id: int | None
    before_text: str
    after_text: str
    version_id: int
    room_title: str
    next_on: date | None
    item_id: int | None
    item_number: int
    question: str

    @property
    def is_of_proposal(self) -> bool:
        """It answers the whole proposal of a room."""
        return self.item_id is None and not self.post_id


_VERSION = (
    col(ResponseVersion.section_name), col(ResponseVersion.category), col(ResponseVersion.ground),
    col(ResponseVersion.html), col(ResponseVersion.number), col(ResponseVersion.published_at),
    col(ResponseVersion.evidence_unit_id), col(ResponseVersion.before_text), col(ResponseVersion.after_text),
    col(ResponseVersion.id),
)  # fmt: skip
# A duty answered together with another has no text of its own.
TEXT_OF: ColumnElement[int] = func.coalesce(col(Response.joined_to), col(Response.id))
# An item is also found by the first post it was made from.
_FIRST_SOURCE = (
    select(func.min(SummarySource.post_id))
    .where(col(SummarySource.item_id) == col(Response.item_id))
    .correlate(Response)
    .scalar_subquery()
)
POST_OF: ColumnElement[int] = func.coalesce(col(Response.post_id), _FIRST_SOURCE, 0)
_ROWS: Any = select(
    col(Response.id), POST_OF, col(Response.room_id), *_VERSION, col(Room.title),
    col(ResponseVersion.next_on), col(Response.item_id), func.coalesce(col(SummaryItem.number), 0),
    col(Post.title), col(Post.body), col(Post.state), col(SummaryItem.public_text), col(Proposal.title),
)  # fmt: skip


def with_subject(query: Any) -> Any:
    """Beside what is answered: a post, an item or a proposal."""
    return (
        query.outerjoin(Post, col(Post.id) == col(Response.post_id))
        .outerjoin(SummaryItem, col(SummaryItem.id) == col(Response.item_id))
        .outerjoin(Proposal, col(Proposal.id) == col(Response.proposal_id))
        .join(Room, col(Room.id) == col(Response.room_id))
    )


_IS_IN_FORCE: ColumnElement[bool] = col(ResponseVersion.number) == col(Response.published_version)
_JOINED = with_subject(_ROWS.join(ResponseVersion, col(ResponseVersion.response_id) == TEXT_OF))
_PUBLISHED = _JOINED.where(_IS_IN_FORCE)
_NEWEST = _PUBLISHED.order_by(col(ResponseVersion.published_at).desc(), col(ResponseVersion.id).desc())
_OF_ONE = _JOINED.where(
    col(Response.id) == bindparam("response"), col(ResponseVersion.published_at).is_not(None)
).order_by(col(ResponseVersion.number).desc())


def _answer(row: Any) -> Answer:
    *facts, title, body, state, item_text, proposal_title = row
    question = item_text or proposal_title or (excerpt(title or body, QUESTION) if state in SHOWN else "")
    return Answer(*(*facts, question))


@dataclass(frozen=True, slots=True)
class Under:
    """What stands under a post: its answer, or whose answer it waits for and until when."""

    answer: Answer | None
    section_name: str
    due_on: date
    acknowledged_at: datetime | None


_UNDER: Any = (
    with_subject(_ROWS.add_columns(col(Section.name), col(Response.due_on), col(Response.acknowledged_at)))
    .join(Section, col(Section.id) == col(Response.section_id))
    .outerjoin(ResponseVersion, and_(col(ResponseVersion.response_id) == TEXT_OF, _IS_IN_FORCE))
    .where(
        col(Response.post_id).in_(bindparam("posts", expanding=True)),
        # Nothing is promised any more for a post that was withdrawn or hidden.
        or_(col(Response.published_version).is_not(None), col(Post.state).in_(SHOWN)),
    )
)
_UNDER_ITEMS: Any = (
    with_subject(_ROWS.add_columns(col(Section.name), col(Response.due_on), col(Response.acknowledged_at)))
    .join(Section, col(Section.id) == col(Response.section_id))
    .outerjoin(ResponseVersion, and_(col(ResponseVersion.response_id) == TEXT_OF, _IS_IN_FORCE))
    .where(col(Response.item_id).in_(bindparam("items", expanding=True)))
)


def _under(row: Any) -> Under:
    return Under(_answer(row[:-3]) if row[7] is not None else None, *row[-3:])


def under_posts(db: Session, post_ids: Sequence[int]) -> dict[int, Under]:
    """One statement for a page of posts."""
    if not post_ids:
        return {}
    return {row[1]: _under(row) for row in db.execute(_UNDER, {"posts": list(post_ids)}).all()}


def under_items(db: Session, item_ids: Sequence[int]) -> dict[int, Under]:
    """The answer to each item, or whose answer it waits for."""
    if not item_ids:
        return {}
    rows = db.execute(_UNDER_ITEMS, {"items": list(item_ids)}).all()
    return {row.item_id: _under(row) for row in rows}


def answer_of_proposal(db: Session, proposal_id: int) -> Answer | None:
    row = db.execute(_PUBLISHED.where(col(Response.proposal_id) == proposal_id)).first()
    return _answer(row) if row is not None else None


def newest_answers(db: Session, limit: int = 5, before: int = 0) -> list[Answer]:
    """The newest first; `before` is the version id of the last one on the page above."""
    query = _NEWEST
    if before:
        at = select(col(ResponseVersion.published_at)).where(col(ResponseVersion.id) == before).scalar_subquery()
        moment, id_ = col(ResponseVersion.published_at), col(ResponseVersion.id)
        query = query.where(or_(moment < at, and_(moment == at, id_ < before)))
    return [_answer(row) for row in db.execute(query.limit(limit)).all()]


def published_versions(db: Session, response_id: int) -> list[Answer]:
    """Every version that was ever public, the newest first. Raises NotFound when none was."""
    rows = db.execute(_OF_ONE, {"response": response_id}).all() if 0 < response_id <= MOST_ID else []
    if not rows:
        raise NotFound
    return [_answer(row) for row in rows]


def response_for(db: Session, viewer: Viewer, response_id: int, now: datetime) -> Response:
    """The duty and its state; NotFound for those who may not know of a draft. Published ones are for everyone."""
    found = db.get(Response, response_id) if 0 < response_id <= MOST_ID else None
    if found is None or not (found.published_version or can(viewer, "response.see_ready", ready(db, found, now))):
        raise NotFound
    return found


def response_to(db: Session, post_id: int) -> Response | None:
    return db.execute(select(Response).where(col(Response.post_id) == post_id)).scalars().first()


def response_to_proposal(db: Session, proposal_id: int) -> Response | None:
    return db.execute(select(Response).where(col(Response.proposal_id) == proposal_id)).scalars().first()


def newest_version(db: Session, response_id: int) -> ResponseVersion | None:
    """For verbs and for those who may see drafts."""
    query = select(ResponseVersion).where(col(ResponseVersion.response_id) == response_id)
    return db.execute(query.order_by(col(ResponseVersion.number).desc()).limit(1)).scalars().first()


def draft_as_answer(response: Response, version: ResponseVersion, now: datetime) -> Answer:
    """The draft as it will appear, for the approver."""
    return Answer(
        response.id, response.post_id or 0, response.room_id, version.section_name, version.category, version.ground,
        version.html, version.number, version.published_at or now, version.evidence_unit_id, version.before_text,
        version.after_text, version.id, "", version.next_on, response.item_id, 0, "",
    )  # fmt: skip


@register
def cited_in(db: Session, _viewer: Viewer, unit_ids: Sequence[int], most: int) -> list[Citing]:
    """Public answers that stand on one of these passages, for the library's pages."""
    query = _NEWEST.where(col(ResponseVersion.evidence_unit_id).in_(list(unit_ids))).limit(most)
    return [
        Citing(
            f"{one.room_title} › {one.section_name}", f"/answers/{one.response_id}",
            excerpt(plain_text(one.html), QUESTION), one.published_at,
        )
        for one in map(_answer, db.execute(query).all())
    ]  # fmt: skip


def thread_authors(db: Session, post: Post) -> list[int]:
    """Everybody whose words stand in the thread."""
    query = select(col(Post.author_id)).where(
        col(Post.thread_id) == (post.thread_id or post.id), col(Post.state).in_((*SHOWN, PostState.HIDDEN))
    )
    return sorted({one for one in db.execute(query.distinct()).scalars() if one is not None})


def newest_answers_in(
    db: Session,
    most: int,
    *,
    section_id: int | None = None,
    room_id: int | None = None,
    thread_id: int | None = None,
    topic_ids: Sequence[int] | None = None,
) -> list[Answer]:
    """What everybody may read, the last published first: of a section, a room, a thread, or rooms under some topics."""
    query = _NEWEST.where(visible_to(None))
    if section_id is not None:
        query = query.where(col(Response.section_id) == section_id)
    if room_id is not None:
        query = query.where(col(Response.room_id) == room_id)
    if thread_id is not None:
        query = query.where(col(Post.thread_id) == thread_id)
    if topic_ids is not None:
        under = select(col(RoomTopic.room_id)).where(col(RoomTopic.topic_id).in_(topic_ids))
        query = query.where(col(Room.id).in_(under))
    return [_answer(row) for row in db.execute(query.limit(most))]
