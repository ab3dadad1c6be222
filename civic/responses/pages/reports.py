"""Doors of a room's end: its report as page, CSV and A4; the survey; an answer rated, told in short and on paper."""

import csv
import io
from collections.abc import Iterator

from starlette.responses import Response

from civic.i18n import gettext, sentence
from civic.markup import excerpt, plain_text, without_ruby
from civic.permissions import require
from civic.responses import actions, queries
from civic.responses.actions.replying import SURVEYED
from civic.responses.forms import AnswerSurvey, RateAnswer
from civic.responses.pages.reading import cards_of
from civic.rooms import context
from civic.rooms import queries as rooms
from civic.rooms.models import Room
from civic.web.page import page
from civic.web.show import qr
from civic.web.urls import url
from civic.web.visit import Visit

# 広報紙 takes so many characters.
SHORT = 400


def _room(visit: Visit) -> Room:
    return rooms.room_for(visit.db, visit.viewer, visit.number("room_id"))


@page()
def report(visit: Visit) -> Response:
    """The end-of-room report: counts, never a ranking of people; prints on A4."""
    room = _room(visit)
    return visit.render(
        "responses/report.html",
        room=room,
        state=room.state_at(visit.now),
        report=queries.room_report(visit.db, room),
        head=rooms.room_head(visit.db, room, visit.now),
        is_surveyed=room.state_at(visit.now) in SURVEYED,
    )


def _rows(room: Room, found: queries.RoomReport) -> Iterator[tuple[str, str, object]]:
    yield gettext("会議室"), "", room.title
    for label, value in (
        (gettext("書いた人"), found.writers), (gettext("書き込み"), found.posts), (gettext("話題"), found.threads),
        (gettext("表示していない書き込み"), found.tombstones),
        (gettext("多く書いた3人の割合（％）"), found.top_three), (gettext("とりまとめの項目"), found.items),
        (gettext("少数の意見"), found.minority), (gettext("市の回答"), found.answered),
        (gettext("回答を待つ声"), found.waiting), (gettext("進み具合の報告"), found.follow_ups),
    ):  # fmt: skip
        yield gettext("数"), label, value
    for code, count in found.by_type:
        yield gettext("種類"), sentence(f"rooms.type.{code}"), count
    for code, count in found.by_stance:
        yield gettext("立場"), sentence(f"rooms.stance.{code}"), count
    for code, count in found.by_channel:
        yield gettext("届いた方法"), sentence(f"responses.channel.{code}"), count
    for one in found.passages:
        yield gettext("よく引用された資料"), one.title, one.count


@page()
def report_csv(visit: Visit) -> Response:
    """The same counts for a spreadsheet: UTF-8 with a mark, no cell a formula."""
    room = _room(visit)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([gettext("分類"), gettext("項目"), gettext("値")])
    for row in _rows(room, queries.room_report(visit.db, room)):
        writer.writerow([_harmless(str(cell)) for cell in row])
    headers = {"Content-Disposition": f'attachment; filename="room-{room.id}-report.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


@page()
def survey(visit: Visit) -> Response:
    """Three questions at a room's close."""
    room = _room(visit)
    require(visit.viewer, "survey.answer", room)
    return visit.render("responses/survey.html", room=room, is_open=room.state_at(visit.now) in SURVEYED)


@page(method="POST", again=survey)
def answer_survey(visit: Visit) -> Response:
    room = _room(visit)
    actions.answer_survey(visit.db, visit.viewer, room, AnswerSurvey.read(visit.form), visit.now)
    visit.say(gettext("ありがとうございました。結果は、十人を超えたところで会議室の報告に載ります。"))
    return visit.go("responses.report", room_id=room.id)


@page()
def rating(visit: Visit) -> Response:
    """「この回答は分かりやすかったですか」"""
    found = queries.published_versions(visit.db, visit.number("response_id"))[0]
    rooms.room_for(visit.db, visit.viewer, found.room_id)
    require(visit.viewer, "answer.rate", found)
    return visit.render("responses/rating.html", answer=found)


@page(method="POST", again=rating)
def rate_answer(visit: Visit) -> Response:
    duty = queries.response_for(visit.db, visit.viewer, visit.number("response_id"), visit.now)
    actions.rate_answer(visit.db, visit.viewer, duty, RateAnswer.read(visit.form), visit.now)
    visit.say(gettext("ありがとうございました。"))
    return visit.go("responses.answer", response_id=duty.id)


def short_text(opening: str, body: str, address: str) -> str:
    """At most SHORT characters with the address: what goes into the newspaper (広報紙)."""
    room_left = SHORT - len(opening) - len(address) - 2
    return f"{opening}\n{excerpt(body, max(room_left, 20))}\n{address}"


@page()
def answer_notice(visit: Visit) -> Response:
    """An answer told in other ways: the short text, and an A4 notice with address and code."""
    found = queries.published_versions(visit.db, visit.number("response_id"))[0]
    room = rooms.room_for(visit.db, visit.viewer, found.room_id)
    address = visit.site.base_url + url("responses.short_answer", response_id=found.response_id)
    opening = gettext("「{room}」への市の回答（{section}）").format(room=room.title, section=found.section_name)
    return visit.render(
        "responses/notice.html",
        heading=gettext("市の回答のお知らせ"),
        room=room,
        answer=found,
        cards=cards_of(visit.db, [found]),
        short=short_text(opening, plain_text(found.html), address),
        address=address,
        code=qr(address),
        back=url("responses.answer", response_id=found.response_id),
    )


@page()
def room_notice(visit: Visit) -> Response:
    """A room told in other ways."""
    room = _room(visit)
    address = visit.site.base_url + url("responses.short_room", room_id=room.id)
    return visit.render(
        "responses/notice.html",
        heading=gettext("会議室のお知らせ"),
        room=room,
        answer=None,
        cards={},
        short=short_text(
            gettext("「{room}」").format(room=room.title), without_ruby(room.plain_text) or room.purpose, address
        ),
        address=address,
        code=qr(address),
        back=url("rooms.room", room_id=room.id),
    )


@page()
def short_answer(visit: Visit) -> Response:
    return visit.go("responses.answer", response_id=visit.number("response_id"))


@page()
def short_room(visit: Visit) -> Response:
    return visit.go("rooms.room", room_id=visit.number("room_id"))


@context.register_links
def links(_db: object, room: Room) -> tuple[context.Control, ...]:
    """From a room to its report and what it changed."""
    return (
        context.Control(gettext("会議室の報告"), url("responses.report", room_id=room.id)),
        context.Control(gettext("この会議室で変わったこと"), url("responses.changes", room_id=room.id)),
    )
