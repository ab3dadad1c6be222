"""The rounds of the worker: what waits too long is brought before somebody; an unseconded hide returns by itself."""

from datetime import datetime

from civic import clock
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.notifications.actions import tell
from civic.permissions import Role
from civic.review import queries
from civic.review.actions.deciding import carry_out
from civic.review.actions.recording import add_act, enter, mark_undone, moderators_of, settle
from civic.review.models import Act, ActKind, Source
from civic.rooms.models import Post, PostState

K = ActKind


def escalate_held(db: Db, now: datetime) -> int:
    """The daily round: a post held longer than the city allows (開庁日) is brought before its moderators and the city
    managers, once; it never expires in silence (DOMAIN §3). Returns how many posts."""
    days, closed = queries.held_open_days(db), city.closed_days(db)
    late = [
        post
        for post in queries.held_posts(db)
        if clock.add_open_days(clock.today(post.edited_at or post.created_at), days, closed) < clock.today(now)
    ]
    for post in late:
        _escalate(db, post, "held_late", f"held-late:{post.id}:{post.revision}", now)
    return len(late)


def _escalate(db: Db, post: Post, kind: str, cause: str, now: datetime) -> None:
    target = f"post:{post.id}"
    moderators = moderators_of(db, post, now)
    tell(db, moderators, kind, cause=cause, target=target, path=f"/desk/{post.id}", now=now)
    # Managers cannot decide the case; they can appoint somebody who does.
    others = set(people_with(db, Role.CITY_MANAGER, now)) - set(moderators)
    tell(db, others, f"{kind}_for_manager", cause=cause, target=target, path="/staff/roles", now=now)


def return_unseconded(db: Db, now: datetime) -> int:
    """A hide nobody seconded in time returns, with act and ledger entry; personal data, urgent cases and removal
    requests stay hidden and are escalated instead. Returns how many returned."""
    returned = 0
    for act in queries.second_overdue(db, now):
        post = db.get_one(Post, act.post_id)
        if stays_hidden(db, act):
            _escalate(db, post, "second_late", f"second-late:{act.id}", now)
        elif post.state is PostState.HIDDEN:
            _return(db, post, act, now)
            returned += 1
    return returned


def stays_hidden(db: Db, act: Act) -> bool:
    """What would do harm if it came back by mere lapse of time."""
    article = queries.articles(db, act.rule_version).get(act.article, {})
    return act.source in (Source.URGENT, Source.REQUEST) or article.get("code") in ("personal_data", "privacy")


def _return(db: Db, post: Post, hidden: Act, now: datetime) -> None:
    is_masked = queries.sealed_text(db, post.id) is not None
    before = post.state.value
    act = add_act(
        db, None, post, K.RETURN, 0, "", now, before=before, source=hidden.source, role="system",
        about_section_id=hidden.about_section_id,
    )  # fmt: skip
    carry_out(db, post, K.RETURN, PostState.MASKED if is_masked else PostState.PUBLISHED, 0, now, [])
    act.state_after = post.state.value
    db.add(act)
    mark_undone(db, post.id, (K.HIDE,), now)
    settle(db, post, act, now)
    tell(
        db, [hidden.decided_by], "hide_returned", cause=f"returned:{act.id}", target=f"post:{post.id}",
        path=f"/desk/{post.id}", now=now,
    )  # fmt: skip
    enter(db, act, now, of=hidden.id)


def alert_waiting(db: Db, now: datetime) -> int:
    """Each morning of an open day every moderator with waiting cases hears how many, and how many are late (PEERS B22);
    late appeals, requests, reasons and proposals go to the city managers too. Returns how many people were told."""
    if not clock.is_open_day(clock.today(now), city.closed_days(db)):
        return 0
    day, told = clock.today(now).isoformat(), 0
    for person_id, waiting, late in queries.waiting_by_moderator(db, now):
        told += tell(
            db, [person_id], "cases_wait", cause=f"cases-wait:{day}", target="desk", path="/desk", now=now,
            count=waiting, late=late,
        )  # fmt: skip
    late_ones = queries.late_work(db, now)
    if late_ones:
        tell(
            db, people_with(db, Role.CITY_MANAGER, now), "work_late", cause=f"work-late:{day}", target="desk",
            path="/statistics/moderation", now=now, count=late_ones,
        )  # fmt: skip
    return told
