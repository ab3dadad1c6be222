"""What a person was told directly, in a digest: replies and answers with their words beside the news of their threads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from civic.notifications.jobs.composing import Line, Part, cut, line_of, place_to_tell, room_title
from civic.notifications.models import Notice
from civic.notifications.queries import TO_READ, is_muted, text_of
from civic.permissions import Actor


@dataclass(frozen=True, slots=True)
class Own:
    """`parts` are to be read, `others` are sentences alone; `gone` cannot be read any more (or is muted): told by no
    mail from now on."""

    parts: Sequence[Part]
    others: Sequence[Notice]
    gone: Sequence[Notice]


def own_news(db: Session, viewer: Actor, notices: Sequence[Notice], has_text: bool) -> Own:
    """By thread, the thread with the newest first; `notices` come newest first."""
    places: dict[str, tuple[str, list[Line]]] = {}
    others, gone = [], []
    for one in notices:
        if one.kind not in TO_READ:
            others.append(one)
            continue
        line = line_of(db, viewer, one.target, has_text)
        place, title = place_to_tell(db, viewer, one.target, has_text)
        if line is None or is_muted(db, viewer.person_id, place):
            gone.append(one)
        else:
            places.setdefault(place, (title, []))[1].append(replace(line, told=text_of(one), path=one.path))
    parts = []
    for place, (title, lines) in places.items():
        room = room_title(db, viewer, place)
        part = cut(title, room if room != title else "", lines[0].path, place, lines)
        parts.append(replace(part, has_stop=False))
    return Own(parts, others, gone)


def joined(own: Iterable[Part], news: Iterable[Part]) -> list[Part]:
    """One part a thread: what was said to the person before what else was said there."""
    by_place = {part.what: part for part in news}
    found = []
    for part in own:
        more = by_place.pop(part.what, None)
        if more is None:
            found.append(part)
            continue
        both = cut(more.title, more.where, more.path, more.what, [*part.lines, *more.lines])
        found.append(replace(both, more=both.more + part.more + more.more))
    return [*found, *by_place.values()]
