"""What a mail says: read when it is sent, as its recipient may see it; titles of the things that notices are about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session

from civic import clock, i18n
from civic.errors import NotFound
from civic.index.engine import IndexBroken
from civic.markup import excerpt, plain_lines, plain_text
from civic.notifications import jobs as wings
from civic.notifications.models import Follow
from civic.notifications.queries import Item
from civic.permissions import Viewer
from civic.sites import Site

LONGEST = 300
# What was said to the reader themselves comes whole, but for what is rather a document.
LONGEST_OWN = 1500
# A digest is read in a minute: so many things, so many lines of each; the rest is counted.
MOST_PARTS = 12
MOST_LINES = 5
LOOKED_THROUGH = 300
KEPT_HITS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One post, answer or event: `text` is empty where only the link may leave. `told` is the sentence that says why
    it concerns the reader."""

    head: str
    text: str
    path: str
    at: datetime | None = None
    told: str = ""

    @property
    def is_cut(self) -> bool:
        """More of it is to be read there."""
        return self.text.endswith("…")

    @property
    def when(self) -> str:
        return moment_words(self.at) if self.at is not None else ""


@dataclass(frozen=True, slots=True)
class Part:
    """One thread, room, document or search with its newest lines; `what` is how it is muted by one press, `has_stop`
    whether the mail offers that."""

    title: str
    where: str
    path: str
    what: str
    lines: Sequence[Line]
    more: int = 0
    has_stop: bool = True
    # For a search: its hits as they are now, to be told once.
    seen: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.lines) + self.more


def parts(db: Session, viewer: Viewer, items: Sequence[Item], has_text: bool) -> list[Part]:
    """By thread, room or document, that with the newest news first; nothing of what the viewer may not see now."""
    places: dict[str, list[Item]] = {}
    for item in reversed(items):
        places.setdefault(item.place, []).append(item)
    found = (_part(db, viewer, place, some, has_text) for place, some in places.items())
    return [part for part in found if part is not None]


def _part(db: Session, viewer: Viewer, place: str, items: Sequence[Item], has_text: bool) -> Part | None:
    kind, _, key = place.partition(":")
    if kind == "thread":
        return _thread(db, viewer, int(key), {item.target for item in items}, has_text)
    title = title_of(db, viewer, place)
    if not title:
        return None
    lines = [Line(i18n.sentence(f"notice.news_{item.kind}", {"count": 1}), "", item.path) for item in items]
    return cut(title, "", items[0].path, place, lines)


def _thread(db: Session, viewer: Viewer, thread_id: int, targets: set[str], has_text: bool) -> Part | None:
    """Answers of the city first, then posts, the newest first. The text of what not everybody may read stays in."""
    readable = wings.rooms.newest_posts(db, viewer, LOOKED_THROUGH, thread_id=thread_id)
    posts = [post for post in readable if f"post:{post.id}" in targets]
    answers = [
        one for one in wings.responses.newest_answers_in(db, MOST_LINES, thread_id=thread_id)
        if f"response:{one.response_id}" in targets
    ]  # fmt: skip
    if not posts and not answers:
        return None
    opened = wings.rooms.newest_posts(db, None, LOOKED_THROUGH, thread_id=thread_id)
    open_ids = {one.id for one in opened}
    lines = [
        Line(_answer_words(one), _text(one.html) if has_text else "", f"/answers/{one.response_id}", one.published_at)
        for one in answers
    ]
    for post in posts:
        is_told = has_text and post.id in open_ids
        lines.append(
            Line(_post_words(post, is_told), _text(post.html) if is_told else "", f"/posts/{post.id}", post.created_at)
        )
    room = posts[0].room_title if posts else answers[0].room_title
    head = next((post.thread_title for post in opened if post.thread_title), "") if has_text else ""
    return cut(head or room, room if head else "", f"/threads/{thread_id}", f"thread:{thread_id}", lines)


def line_of(db: Session, viewer: Viewer, about: str, has_text: bool) -> Line | None:
    """One post or answer as this viewer may read it now, None when they may not; its whole text where everybody may."""
    kind, _, key = about.partition(":")
    try:
        if kind == "post":
            post = wings.rooms.post_for(db, viewer, int(key))
            if post.state not in wings.rooms.SHOWN:
                return None
            html, at = post.html, post.created_at
        else:
            duty = wings.responses.response_for(db, viewer, int(key), clock.now())
            wings.rooms.room_for(db, viewer, duty.room_id)
            one = wings.responses.published_versions(db, duty.id)[0]
            html, at = one.html, one.published_at
    except (NotFound, IndexError):
        return None
    is_told = has_text and bool(title_of(db, None, about))
    head = _post_words(post, is_told) if kind == "post" else _answer_words(one)
    text = plain_lines(html) if is_told else ""
    return Line(head, text if len(text) <= LONGEST_OWN else text[: LONGEST_OWN - 1] + "…", "", at)


def _answer_words(answer: Any) -> str:
    return i18n.gettext("市の回答（{section}）").format(section=answer.section_name)


def _post_words(post: Any, is_told: bool) -> str:
    """Who wrote; where only the link may leave, not even the name, which is chosen freely."""
    return name_words(post.display_name) if is_told else i18n.gettext("新しい投稿")


def _text(html: str) -> str:
    return excerpt(plain_text(html), LONGEST)


def cut(title: str, where: str, path: str, what: str, lines: Sequence[Line]) -> Part:
    return Part(title, where, path, what, lines[:MOST_LINES], max(0, len(lines) - MOST_LINES))


def title_of(db: Session, viewer: Viewer, about: str) -> str:
    """The name of what a notice is about, as this viewer may see it now; empty when they may not."""
    return place_of(db, viewer, about)[1]


def place_to_tell(db: Session, viewer: Viewer, about: str, has_text: bool) -> tuple[str, str]:
    """The same for a mail: where only links may leave, a thread goes by the name of its room, since its own is text."""
    place, title = place_of(db, viewer, about)
    room = room_title(db, viewer, place)
    return place, title if not room or (has_text and title_of(db, None, about)) else room


def room_title(db: Session, viewer: Viewer, place: str) -> str:
    """Of the room that a thread stands in; empty for other places, and for what the viewer may not see."""
    kind, _, key = place.partition(":")
    try:
        return wings.rooms.room_of(db, wings.rooms.post_for(db, viewer, int(key))).title if kind == "thread" else ""
    except NotFound:
        return ""


def place_of(db: Session, viewer: Viewer, about: str) -> tuple[str, str]:
    """Where a notice belongs, with its name: a post and its answer belong to their thread."""
    kind, _, key = about.partition(":")
    try:
        if kind in ("thread", "post"):
            post = wings.rooms.post_for(db, viewer, int(key))
            thread = post.thread_id or post.id
            head = post if thread == post.id else wings.rooms.post_for(db, viewer, thread)
            row = wings.rooms.post_row(db, head)
            return f"thread:{thread}", row.title or wings.rooms.room_of(db, post).title
        if kind == "room":
            return about, wings.rooms.room_for(db, viewer, int(key)).title
        if kind == "document":
            versions = wings.library.versions_of(db, viewer, key)
            return about, wings.library.choose_version(versions, None).title
        if kind == "response":
            duty = wings.responses.response_for(db, viewer, int(key), clock.now())
            # An answer to an item of a summary, or to a whole proposal, belongs to its room.
            asked = f"room:{duty.room_id}" if duty.post_id is None else f"post:{duty.post_id}"
            return place_of(db, viewer, asked)
    except NotFound:
        return about, ""
    return about, ""


def moment_words(at: datetime) -> str:
    """11月24日 10:05, or 24 Nov 10:05."""
    local = clock.tokyo(at)
    if i18n.language.get() == "en":
        return f"{local:%-d %b %-H:%M}"
    return f"{local.month}月{local.day}日 {local:%-H:%M}"


def name_words(display_name: str) -> str:
    """山田さん; who calls themselves 山田さん is not called 山田さんさん."""
    return i18n.gettext("{name}さん").format(name=display_name.removesuffix("さん"))


def hits_of(db: Session, site: Site, query: Mapping[str, str], has_text: bool = True) -> dict[str, Line]:
    """The newest hits that anybody may read, by their address; none while the index is broken."""
    try:
        rows = wings.search.hits(db, site, None, query)
    except IndexBroken:
        return {}
    found = (row.source for row in rows)
    return {one.path: _hit(one, has_text) for one in found}


def _hit(one: Any, has_text: bool) -> Line:
    """Without text, a post goes by the name of its room."""
    if not has_text:
        return Line(one.where if one.kind == "post" else " ".join(filter(None, (one.title, one.where))), "", one.path)
    return Line(" ".join(filter(None, (one.title, one.where))), excerpt(one.text, LONGEST), one.path)


def search_parts(db: Session, site: Site, follows: Iterable[Follow], has_text: bool) -> list[Part]:
    """Hits that were not there when the search was last told of."""
    found = []
    for follow in follows:
        query = follow.query or {}
        hits = hits_of(db, site, query, has_text)
        new = [line for id_, line in hits.items() if id_ not in follow.seen]
        if new:
            title = i18n.gettext("検索「{words}」").format(words=query.get("q", ""))
            seen = [*hits, *(id_ for id_ in follow.seen if id_ not in hits)][:KEPT_HITS]
            what = f"search:{follow.target}"
            part = cut(title, "", search_path(query), what, new)
            found.append(replace(part, seen={follow.id: seen}))
    return found


def search_path(query: Mapping[str, str]) -> str:
    return "/search?" + urlencode(sorted(query.items()))
