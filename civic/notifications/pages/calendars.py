"""Doors of calendars: a room's days, and those of the whole city."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext
from civic.notifications.calendar import ICS, Entry, ics
from civic.notifications.pages.feeds import answer
from civic.responses import queries as responses
from civic.responses.queries import Duty
from civic.rooms import queries as rooms
from civic.rooms.queries import DatedRoom
from civic.web.page import page, route
from civic.web.urls import url
from civic.web.visit import Visit

# Days longer past than this are history and stay out of the city's calendar.
BACK = timedelta(days=180)


@page()
def city_calendar(visit: Visit) -> Response:
    """The days of every public room, and when answers are due."""
    today = clock.today(visit.now)
    dated = rooms.room_dates(visit.db, None, today - BACK)
    return _calendar(visit, visit.site.name, dated, responses.waiting_in_public(visit.db, today))


@page()
def room_calendar(visit: Visit) -> Response:
    room = rooms.room_for(visit.db, None, visit.number("room_id"))
    today = clock.today(visit.now)
    dated = rooms.room_dates(visit.db, None, today, room.id)
    return _calendar(visit, room.title, dated, responses.waiting_in_public(visit.db, today, room.id))


def _calendar(visit: Visit, title: str, dated: Iterable[DatedRoom], due: Iterable[Duty]) -> Response:
    entries = [entry for room in dated for entry in _of_room(room)] + [_of_duty(visit, one) for one in due]
    return answer(visit, ics(title, entries, visit.site.base_url), ICS)


def _of_room(room: DatedRoom) -> list[Entry]:
    """Opening, last day, phases, the planned answer; a cancelled room takes its days back."""
    if room.stands_since is None:
        return []
    path, since = url("rooms.room", room_id=room.id), room.stands_since
    prefix = gettext("【一時停止中】") if room.is_suspended else ""
    name = f"{prefix}{room.title}"

    def entry(what: str, title: str, starts: datetime | date, text: str = "", ends: date | None = None) -> Entry:
        return Entry(f"room-{room.id}-{what}", title, path, starts, since, ends, text, room.is_cancelled)

    found = []
    if room.opens_at is not None:
        found.append(
            entry("opens", gettext("会議室が開きます：{title}").format(title=name), room.opens_at, room.purpose)
        )
    if (last := room.last_day) is not None:
        found.append(entry("closes", gettext("書き込みはこの日まで：{title}").format(title=name), last, room.purpose))
    for phase in room.phases:
        title = gettext("{phase}の段階：{title}").format(phase=phase.name, title=name)
        starts, ends = clock.today(phase.starts_at), phase.last_day
        found.append(entry(f"phase-{phase.position}", title, starts, phase.prompt, ends))
    if room.planned_answer_on is not None:
        title = gettext("市の回答の予定：{title}").format(title=name)
        found.append(entry("answer", title, room.planned_answer_on))
    return found


def _of_duty(visit: Visit, duty: Duty) -> Entry:
    title = gettext("市の回答の期限（{section}）：{title}").format(
        section=duty.section_name, title=duty.title or gettext("{n}番").format(n=duty.post_id)
    )
    since = clock.start_of(duty.due_on - timedelta(days=1))
    path = url("rooms.post", post_id=duty.post_id)
    return Entry(f"due-{duty.response_id}", title, path, duty.due_on, since, text=duty.room_title)


routes = [
    route("/calendar.ics", city_calendar),
    route("/rooms/{room_id:int}/calendar.ics", room_calendar),
]
