"""What waits for a member of staff, by clock: the list, the morning mail, and reminders around due dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from itertools import groupby

from sqlmodel import Session

from civic import clock, i18n, mail
from civic.city import queries as city
from civic.jobs import Work, job
from civic.notifications import actions, queries
from civic.notifications import jobs as wings
from civic.notifications.jobs.composing import name_words
from civic.notifications.models import Mail
from civic.notifications.queries import Addressee
from civic.permissions import Actor, Viewer, can, require
from civic.sites import Site

# A morning mail names so many things; the page has them all.
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits for somebody. `what` is a code of `waiting.<what>`; never the text of a post."""

    what: str
    title: str
    where: str
    path: str
    due_on: date | None
    since: datetime | None
    is_late: bool
    key: str = ""


def waiting(db: Session, viewer: Viewer, now: datetime) -> list[Waits]:
    """Everything that waits for this person: what is late first, then by due date, then the longest waiting."""
    staff = require(viewer, "waiting.see")
    today = clock.today(now)
    found = [
        *_cases(db, staff, now), *_answers(db, staff, now), *_entries(db, staff, today), *_rooms(db, staff, now),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due_on or date.max, one.since or now, one.path))


def _cases(db: Session, staff: Actor, now: datetime) -> Iterator[Waits]:
    """The moderators' desk: held and reported posts, second looks, appeals, requests."""
    if can(staff, "desk.see"):
        for one in wings.review.queue(db, staff, now):
            yield Waits(one.kind.value, "", one.room_title, one.path, one.due_on, one.since, one.is_late)


# State of an answer -> what it waits for, the permission that asks for, the page where it is done.
_STEPS = {
    "assigned": ("answer", "response.draft", "draft"),
    "drafting": ("answer", "response.draft", "draft"),
    "in_review": ("reading", "response.review", "approve"),
    "awaiting_approval": ("approval", "response.publish", "approve"),
}


def _answers(db: Session, staff: Actor, now: datetime) -> Iterator[Waits]:
    """Only what this person can do themselves now: a draft does not wait for its approver yet."""
    if not can(staff, "response_desk.see"):
        return
    for one in wings.responses.desk(db, staff, clock.today(now)):
        step = _STEPS.get(one.state.value)
        if step is None:
            continue
        duty = wings.responses.response_for(db, staff, one.response_id, now)
        if can(staff, step[1], wings.responses.ready(db, duty, now)):
            path, key = f"/responses/{one.response_id}/{step[2]}", f"{one.response_id}:{one.due_on}"
            yield Waits(step[0], one.title, one.section_name, path, one.due_on, None, one.is_overdue, key)
    for post in wings.responses.unassigned(db, staff):
        path = f"/posts/{post.post_id}/assign"
        yield Waits("unassigned", post.title, post.room_title, path, None, post.created_at, False)


def _entries(db: Session, staff: Actor, today: date) -> Iterator[Waits]:
    if can(staff, "entry_queue.see"):
        for one in wings.registry.queue(db, staff, today):
            yield Waits("entry", one.display_name, "", f"/staff/registry/{one.id}", None, None, False)


def _rooms(db: Session, staff: Actor, now: datetime) -> Iterator[Waits]:
    """Rooms in preparation that this person may approve."""
    if can(staff, "room_desk.see"):
        for card in wings.rooms.staff_rooms(db, staff, now):
            if card.state != "draft":
                continue
            room = wings.rooms.room_for(db, staff, card.id)
            if can(staff, "room.approve", room):
                yield Waits("room", card.title, "", f"/staff/rooms/{card.id}", None, None, False)


def compose_staff_mail(db: Session, site: Site, to: Addressee, claimed: Mail, now: datetime) -> EmailMessage | None:
    """The morning's line for each section, then what is most urgent. None when nothing waits."""
    staff = queries.staff_now(db, claimed.person_id, now)
    if not can(staff, "waiting.see"):
        return None
    listed = waiting(db, staff, now)
    if not listed:
        return None
    today = clock.today(now)
    context = {
        "name": name_words(to.actor.display_name), "count": len(listed), "late": sum(one.is_late for one in listed),
        "lines": _section_lines(listed), "named": [_named(one, today) for one in listed[:MOST_NAMED]],
        "more": max(0, len(listed) - MOST_NAMED), "address": site.address,
        "page": site.address("/staff/waiting"), "today": today,
    }  # fmt: skip
    return mail.compose(site, to.email, "notifications/staff.txt", context, f"mail-{claimed.id}", to.language)


def _section_lines(listed: list[Waits]) -> list[tuple[str, int, int]]:
    """(where and what, how many, how many of them late)."""

    def name(one: Waits) -> tuple[str, str]:
        return (one.where if one.what in ("answer", "reading", "approval") else "", one.what)

    lines = []
    for (where, what), some in groupby(sorted(listed, key=name), key=name):
        ones = list(some)
        said = i18n.sentence(f"waiting.{what}")
        lines.append((f"{where}：{said}" if where else said, len(ones), sum(one.is_late for one in ones)))
    return lines


def _named(one: Waits, today: date) -> dict[str, object]:
    title = i18n.gettext("「{title}」").format(title=one.title) if one.title else one.where
    return {
        "what": i18n.sentence(f"waiting.{one.what}"),
        "title": title,
        "due": due_words(one, today),
        "path": one.path,
    }


def due_words(one: Waits, today: date) -> str:
    """How the due date stands, in words: あと3日, きょうまで, 2日すぎています."""
    if one.due_on is None:
        return ""
    days = (one.due_on - today).days
    code = "due_in" if days > 0 else "due_today" if days == 0 else "overdue"
    return i18n.sentence(f"waiting.{code}", {"days": abs(days), "month": one.due_on.month, "day": one.due_on.day})


@job("notifications.remind.each_day")
def remind(work: Work) -> None:
    """Before and after the due date of an answer, each step once for each person who works on it."""
    today = clock.today(work.now)
    with work.reading() as db:
        before = [int(days) for days in city.setting(db, "reminder.days_before")]
        after = [int(days) for days in city.setting(db, "reminder.days_after")]
        closed = city.closed_days(db)
        due = [
            (person_id, one, step)
            for person_id in queries.staff_ids(db, work.now)
            for one in _due(db, queries.staff_now(db, person_id, work.now), work.now)
            if one.due_on is not None
            for step in [_step(today, one.due_on, closed, before, after)]
            if step is not None
        ]
    for person_id, one, (kind, days) in due:
        assert one.due_on is not None
        actions.remind(
            work.db, [person_id], kind, cause=f"due:{one.key}:{one.what}:{kind}:{days}",
            target=f"response:{one.key.partition(':')[0]}", path=one.path, now=work.now,
            month=one.due_on.month, day=one.due_on.day, days=days,
        )  # fmt: skip


def _due(db: Session, staff: Actor, now: datetime) -> list[Waits]:
    return [one for one in _answers(db, staff, now) if one.key]


def _step(
    today: date, due_on: date, closed: Sequence[tuple[int, int]], before: list[int], after: list[int]
) -> tuple[str, int] | None:
    """The step that was reached last, so that a day without a worker passes over no reminder: (kind, its days). Before
    the due date open days are counted: three days before 4 January nobody is there to be reminded."""
    if due_on >= today:
        left = clock.open_days_until(today, due_on, closed)
        reached = [step for step in before if left <= step]
        return ("duty_due", min(reached)) if reached else None
    reached = [step for step in after if (today - due_on).days >= step]
    return ("duty_overdue", max(reached)) if reached else None
