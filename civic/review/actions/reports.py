"""Verbs of reports: by people with an account, by e-mail without one, and from paper; one per person and post."""

from datetime import datetime, timedelta

from civic import ledger
from civic.accounts.emails import fold_email
from civic.city import queries as city
from civic.db import Db
from civic.errors import NotFound, Refused
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Viewer, require
from civic.review import queries
from civic.review.actions.recording import close_reports, moderators_of
from civic.review.forms import EnterReport, FileReport, ReportByMail
from civic.review.models import Report
from civic.rooms.models import Post
from civic.rooms.queries.posts import SHOWN

LINK_HOURS = 48


def file_report(db: Db, actor: Viewer, post: Post, form: FileReport, now: datetime) -> Report:
    """One per person and post; a second one returns the first. Raises priority, never hides (PEERS B6)."""
    reporter = require(actor, "report.file")
    _need_reportable(db, post, form)
    if post.author_id == reporter.person_id:
        raise Refused("review.own_post")
    first = queries.report_by(db, post.id, reporter.person_id)
    if first is not None and first.closed_at is None:
        return first
    if first is not None:
        raise Refused("review.report_was_settled")
    report = Report(
        post_id=post.id, reporter_id=reporter.person_id, article=form.article, text=form.text, created_at=now,
        confirmed_at=now,
    )  # fmt: skip
    return _filed(db, post, report, now)


def report_by_mail(db: Db, post: Post, form: ReportByMail, language: str, now: datetime) -> Report:
    """Waits for the link in the mail; until then nobody sees it. The address is erased some days after the outcome. A
    second one for the same post changes nothing and says nothing, so that no address can be tried out."""
    _need_reportable(db, post, form)
    email = fold_email(form.email)
    known = queries.report_by_email(db, post.id, email)
    if known is not None:
        return known
    report = Report(
        post_id=post.id, article=form.article, text=form.text, created_at=now, channel="mail", email=email,
        language=language,
    )  # fmt: skip
    db.add(report)
    db.flush()
    later(db, "review.mail_report_link", report.id)
    return report


def confirm_report(db: Db, report: Report, now: datetime) -> Report:
    """The link was followed. Twice is once; a link that is too old confirms nothing."""
    if report.confirmed_at is not None:
        return report
    post = db.get_one(Post, report.post_id)
    db.refresh(post, with_for_update=True)
    if post.state not in SHOWN:
        raise Refused("review.gone_meanwhile")
    report.confirmed_at = report.created_at = now
    return _filed(db, post, report, now)


def enter_report(db: Db, actor: Viewer, post: Post, form: EnterReport, now: datetime) -> Report:
    """A letter, a call or a visitor: entered by staff, with channel and a reference to the original."""
    staff = require(actor, "report.enter")
    _need_reportable(db, post, form)
    report = Report(
        post_id=post.id, article=form.article, text=form.text, created_at=now, confirmed_at=now, channel=form.channel,
        entered_by=staff.person_id, reference=form.reference,
    )  # fmt: skip
    _filed(db, post, report, now)
    ledger.append(
        db, staff.person_id, "review.enter_report", f"post:{post.id}", at=now, report=report.id, channel=form.channel
    )
    return report


def _need_reportable(db: Db, post: Post, form: FileReport) -> None:
    db.refresh(post, with_for_update=True)
    if post.state not in SHOWN:
        raise NotFound("rooms.no_such_post")
    if form.article not in queries.articles(db, post.rule_version):
        raise Refused("review.no_such_article", article=form.article)


def _filed(db: Db, post: Post, report: Report, now: datetime) -> Report:
    db.add(report)
    db.flush()
    people = [one for one in moderators_of(db, post, now) if one != report.reporter_id]
    tell(
        db, people, "report_filed", cause=f"report-filed:{report.id}", target=f"post:{post.id}",
        path=f"/desk/{post.id}", now=now, article=report.article,
    )  # fmt: skip
    return report


def close_stranded_reports(db: Db, now: datetime) -> int:
    """Reports on posts that their author took back, or that went on another road: the reporter is told."""
    stranded = queries.stranded_reports(db)
    for report, state in stranded:
        close_reports(db, [report], state.value, now)
    return len(stranded)


def forget_reporters(db: Db, now: datetime) -> int:
    """Addresses of people without an account are erased some days after the outcome; unconfirmed reports with their
    link."""
    days = timedelta(days=int(city.setting(db, "moderation.reporter_days")))
    ended = queries.forgettable_reports(db, now - days, now - timedelta(hours=LINK_HOURS))
    for report in ended:
        if report.confirmed_at is None:
            db.delete(report)
        else:
            report.email = None
            db.add(report)
    return len(ended)
