"""Doors of introductions: asking for one, the page both sides and the officer share, and each one's answers."""

from secrets import token_urlsafe

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext as _
from civic.permissions import can, require
from civic.registry import queries
from civic.registry.actions import introducing
from civic.registry.fields import NOTICE_VERSION
from civic.registry.forms import (
    AcceptIntroduction,
    Decide,
    DecideWithReason,
    DeclineIntroduction,
    ReportIntroduction,
    RequestIntroduction,
    SendMessage,
)
from civic.registry.introduction_models import Introduction
from civic.registry.queries import introductions as reads
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.visit import Visit

LIMIT = Limit("registry.introduction", 10, 86400, by_account)
MESSAGES = Limit("registry.message", 30, 3600, by_account)


@page()
def introductions(visit: Visit) -> Response:
    """What one asked for and is asked for; for the officer, what waits."""
    require(visit.viewer, "entry.apply")
    is_officer = can(visit.viewer, "entry_queue.see")
    return visit.render(
        "registry/introductions.html",
        own=reads.own_introductions(visit.db, visit.viewer),
        waiting=reads.waiting_introductions(visit.db, visit.viewer) if is_officer else [],
    )


@page()
def new_introduction(visit: Visit) -> Response:
    entry = queries.entry_for(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))
    require(visit.viewer, "introduction.request", entry)
    return visit.render(
        "registry/introduction_form.html",
        entry=entry,
        notice_version=NOTICE_VERSION,
        once=visit.typed.get("once") or token_urlsafe(12),
    )


@page(method="POST", again=new_introduction, limits=(LIMIT,))
def request_introduction(visit: Visit) -> Response:
    today = clock.today(visit.now)
    entry = queries.entry_row(visit.db, visit.viewer, visit.number("entry_id"), today)
    form = RequestIntroduction.read(visit.form)
    made = introducing.request_introduction(visit.db, visit.viewer, entry, form, visit.now)
    visit.say(_("依頼を受け付けました。市の担当者が確認してから、本人にたずねます。"))
    return visit.go("registry.introduction", number=made.id)


@page()
def introduction(visit: Visit) -> Response:
    one = reads.introduction_for(visit.db, visit.viewer, visit.number("number"))
    return visit.render(
        "registry/introduction.html",
        one=one,
        messages=reads.messages(visit.db, visit.viewer, one),
        me=visit.viewer.person_id if visit.viewer else 0,
        once=visit.typed.get("once") or token_urlsafe(12),
    )


def _row(visit: Visit) -> Introduction:
    return reads.introduction_row(visit.db, visit.viewer, visit.number("number"))


def _back(visit: Visit, said: str) -> Response:
    visit.say(said)
    return visit.go("registry.introduction", number=visit.number("number"))


@page(method="POST", again=introduction)
def ask_owner(visit: Visit) -> Response:
    introducing.ask_owner(visit.db, visit.viewer, _row(visit), Decide.read(visit.form), visit.now)
    return _back(visit, _("本人にたずねました。"))


@page(method="POST", again=introduction)
def refuse_introduction(visit: Visit) -> Response:
    form = DecideWithReason.read(visit.form)
    introducing.refuse_introduction(visit.db, visit.viewer, _row(visit), form, visit.now)
    return _back(visit, _("紹介しないことにして、理由を知らせました。"))


@page(method="POST", again=introduction)
def accept_introduction(visit: Visit) -> Response:
    form = AcceptIntroduction.read(visit.form)
    introducing.accept_introduction(visit.db, visit.viewer, _row(visit), form, visit.now)
    return _back(visit, _("引き受けました。おたがいの連絡先が、いま見えるようになりました。"))


@page(method="POST", again=introduction)
def decline_introduction(visit: Visit) -> Response:
    form = DeclineIntroduction.read(visit.form)
    introducing.decline_introduction(visit.db, visit.viewer, _row(visit), form, visit.now)
    return _back(visit, _("お断りしました。連絡先は相手に伝わっていません。"))


@page(method="POST", again=introduction)
def cancel_introduction(visit: Visit) -> Response:
    introducing.cancel_introduction(visit.db, visit.viewer, _row(visit), visit.now)
    return _back(visit, _("依頼を取りやめました。"))


@page(method="POST", again=introduction)
def report_introduction(visit: Visit) -> Response:
    form = ReportIntroduction.read(visit.form)
    introducing.report_introduction(visit.db, visit.viewer, _row(visit), form, visit.now)
    return _back(visit, _("報告を受け付けました。ありがとうございました。"))


@page(method="POST", again=introduction)
def close_introduction(visit: Visit) -> Response:
    introducing.close_introduction(visit.db, visit.viewer, _row(visit), Decide.read(visit.form), visit.now)
    return _back(visit, _("この紹介を終わりにしました。"))


@page(method="POST", again=introduction, limits=(MESSAGES,))
def send_message(visit: Visit) -> Response:
    form = SendMessage.read(visit.form)
    made = introducing.send_message(visit.db, visit.viewer, _row(visit), form, visit.now)
    return _back(visit, _("担当者が読んでから届けます。") if made.is_held else _("送りました。"))


@page(method="POST", again=introduction)
def release_message(visit: Visit) -> Response:
    one = _row(visit)
    message = reads.message_row(visit.db, one, visit.number("message"))
    introducing.release_message(visit.db, visit.viewer, one, message, visit.now)
    return _back(visit, _("相手に届けました。"))
