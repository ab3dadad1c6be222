"""What the worker does for public comments: near copies, reminders of the day of the result, names erased in time."""

from datetime import timedelta

from civic import clock
from civic.accounts import queries as accounts
from civic.city.queries import setting
from civic.jobs import Work, job, later
from civic.notifications import actions as notifications
from civic.permissions import Role
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from civic.submissions import actions, queries
from civic.submissions.queries.texts import closed_comments, has_ungrouped

S = RoomState


@job("submissions.group_texts")
def group_texts(work: Work) -> None:
    """Near copies of one room, by its id, a turn at a time."""
    with work.reading() as db:
        is_more = actions.group_texts(db, work.db, int(work.key))
    if is_more:
        later(work.db, "submissions.group_texts", work.key, lane="long")


@job("submissions.look_for_copies.each_minute")
def look_for_copies(work: Work) -> None:
    """Public comments that closed with wordings never compared."""
    with work.reading() as db:
        waiting = [room.id for room in closed_comments(db, [S.SUMMARISING]) if has_ungrouped(db, room.id)]
    for room_id in waiting:
        later(work.db, "submissions.group_texts", room_id, lane="long")


@job("submissions.round.each_day")
def daily_round(work: Work) -> None:
    """The day of the result comes near or has passed; names kept long enough are erased."""
    db, today = work.db, clock.today(work.now)
    near = {today + timedelta(days=int(days)) for days in setting(db, "reminder.days_before")}
    for room in closed_comments(db, [S.SUMMARISING]):
        due = room.planned_answer_on
        if due is not None and due in near:
            _remind(work, room, "comment_result_due")
        elif due is not None and due < today:
            _remind(work, room, "comment_result_late")
    kept = timedelta(days=int(setting(db, "comment.identity_days")))
    for room in closed_comments(db, [S.ANSWERED, S.FOLLOW_UP, S.ARCHIVED]):
        first = queries.published_result(db, room.id, 1)
        if first is not None and first.published_at is not None and first.published_at + kept < work.now:
            actions.erase_identities(db, room.id, work.now)


def _remind(work: Work, room: Room, kind: str) -> None:
    assert room.planned_answer_on is not None
    people = accounts.people_with(work.db, Role.ROOM_MANAGER, work.now, room_id=room.id, section_id=room.section_id)
    people += accounts.people_with(work.db, Role.DRAFTER, work.now, room_id=room.id, section_id=room.section_id)
    due = room.planned_answer_on
    notifications.remind(
        work.db, sorted(set(people)), kind, cause=f"{kind}:{room.id}:{due}:{clock.today(work.now)}",
        target=f"room:{room.id}", path=f"/staff/rooms/{room.id}/submissions", now=work.now, room=room.title,
        month=due.month, day=due.day,
    )  # fmt: skip
