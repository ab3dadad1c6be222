"""Doors for the office: the list of letters, one letter with what may become of it, letters typed in."""

import secrets
from typing import Any

from starlette.responses import Response

from civic import clock
from civic.city import queries as city
from civic.errors import Refused
from civic.i18n import gettext, sentence
from civic.letters import actions, queries
from civic.letters.forms import ApproveReply, DeclineLetter, DraftReply, EnterLetter, PostLetter, SeeSender
from civic.letters.models import Ground, Letter
from civic.permissions import require
from civic.rooms.actions.entering import NAMES
from civic.web.page import page
from civic.web.visit import Visit


@page()
def desk(visit: Visit) -> Response:
    """What waits, the next due first; `all` for every letter."""
    only_waiting = visit.query("all") != "1"
    before = visit.query_number("before")
    found = queries.desk(visit.db, visit.viewer, clock.today(visit.now), only_waiting, before)
    return visit.render(
        "letters/desk.html",
        letters=found[: queries.PAGE],
        next=found[queries.PAGE - 1].id if len(found) > queries.PAGE and not only_waiting else 0,
        only_waiting=only_waiting,
        room=queries.letters_room(visit.db),
        office=queries.office(visit.db),
    )


@page()
def new_entry(visit: Visit) -> Response:
    """代行入力, in the order of the paper."""
    require(visit.viewer, "letter.enter", queries.office(visit.db))
    return visit.render(
        "letters/new_entry.html",
        channels=[(name, sentence(f"responses.channel.{name}")) for name in NAMES],
        once=visit.typed.get("once") or secrets.token_urlsafe(24),
        today=clock.today(visit.now),
        most=int(city.setting(visit.db, "letters.most_letters")),
    )


@page(method="POST", again=new_entry)
def enter_letter(visit: Visit) -> Response:
    form = EnterLetter.read(visit.form)
    made = actions.enter_letter(visit.db, visit.viewer, form, visit.now)
    visit.say(gettext("受付番号{n}で入力しました。").format(n=made.id))
    return visit.go("letters.new_entry", channel=form.channel, received_on=form.received_on.isoformat())


def _letter(visit: Visit) -> Letter:
    return queries.letter_for(visit.db, visit.viewer, visit.number("letter_id"))


def _shown(visit: Visit, **more: Any) -> Response:
    found = _letter(visit)
    facts: dict[str, Any] = {
        "letter": found,
        "office": queries.office(visit.db, found),
        "told": queries.sender_told(visit.db, found.id),
        "has_sender": queries.has_sender(visit.db, found.id),
        "seen": queries.digest_of(found),
        "sections": [(one.id, one.name) for one in city.sections_on(visit.db, clock.today(visit.now))],
        "grounds": [(one.value, sentence(f"letters.ground.{one}")) for one in Ground],
        "found": visit.refused.data.get("grounds", ()) if visit.refused else (),
        "room": queries.letters_room(visit.db),
        "sent": visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
        "sender": None,
        "is_seen": False,
    }
    return visit.render("letters/letter.html", **(facts | more))


@page()
def letter(visit: Visit) -> Response:
    """One letter as it came; who wrote it is not on this page."""
    return _shown(visit)


@page(method="POST", again=letter)
def post_letter(visit: Visit) -> Response:
    found = actions.post_letter(visit.db, visit.viewer, _letter(visit), PostLetter.read(visit.form), visit.now)
    visit.say(gettext("手紙の会議室に載せました。ここからは、会議室の書き込みとして課が回答します。"))
    return visit.go("letters.letter", letter_id=found.id)


@page(method="POST", again=letter)
def draft_reply(visit: Visit) -> Response:
    form = DraftReply.read(visit.form)
    found = actions.draft_reply(visit.db, visit.viewer, _letter(visit), form, visit.now)
    visit.say(
        gettext("返事の案を保存し、決裁に回しました。") if form.is_done
        else gettext("返事の案を保存しました。決裁にはまだ回していません。")
    )  # fmt: skip
    return visit.go("letters.letter", letter_id=found.id)


@page(method="POST", again=letter)
def approve_reply(visit: Visit) -> Response:
    found = actions.approve_reply(visit.db, visit.viewer, _letter(visit), ApproveReply.read(visit.form), visit.now)
    visit.say(
        gettext(
            "決裁しました。書いた人は、控えの番号で返事を読めます。郵送などが必要なときは、担当の課から送ってください。"
        )
    )
    return visit.go("letters.letter", letter_id=found.id)


@page(method="POST", again=letter)
def decline_letter(visit: Visit) -> Response:
    found = actions.decline_letter(visit.db, visit.viewer, _letter(visit), DeclineLetter.read(visit.form), visit.now)
    visit.say(gettext("返事をしないことを記録しました。理由は、書いた人に控えの番号で見えます。"))
    return visit.go("letters.letter", letter_id=found.id)


@page(method="POST", again=letter)
def see_sender(visit: Visit) -> Response:
    """Name and address, for a reason that is kept."""
    sender = actions.see_sender(visit.db, visit.viewer, _letter(visit), SeeSender.read(visit.form), visit.now)
    if sender is None:
        raise Refused("letters.no_sender")
    return _shown(visit, sender=sender, is_seen=True)
