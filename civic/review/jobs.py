"""What the worker does later for review: rounds, mails to people without an account and to the duty list."""

from civic import mail
from civic.city import queries as city
from civic.jobs import Work, job
from civic.review import actions, links
from civic.review.models import Act, RemovalRequest, Report

STEPS = ("received", "missing", "author_inquiry", "decided")


@job("review.escalate_held.each_day")
def escalate_held(work: Work) -> None:
    actions.escalate_held(work.db, work.now)


@job("review.alert_waiting.each_day")
def alert_waiting(work: Work) -> None:
    actions.alert_waiting(work.db, work.now)


@job("review.forget_reporters.each_day")
def forget_reporters(work: Work) -> None:
    actions.forget_reporters(work.db, work.now)


@job("review.close_stranded_reports.each_minute")
def close_stranded_reports(work: Work) -> None:
    actions.close_stranded_reports(work.db, work.now)


@job("review.return_unseconded.each_minute")
def return_unseconded(work: Work) -> None:
    actions.return_unseconded(work.db, work.now)


@job("review.mail_report_link")
def mail_report_link(work: Work) -> None:
    """To somebody without an account: the link that makes the report count."""
    _mail_reporter(work, "review/report_link.txt", "report-link", is_confirmed=False)


@job("review.mail_outcome")
def mail_outcome(work: Work) -> None:
    _mail_reporter(work, "review/report_outcome.txt", "report-outcome", is_confirmed=True)


def _mail_reporter(work: Work, template: str, key: str, *, is_confirmed: bool) -> None:
    with work.reading() as db:
        report = db.get(Report, int(work.key))
    if report is None or report.email is None or (report.confirmed_at is not None) is not is_confirmed:
        return
    answer = {"hide": "acted", "reject": "acted", "mask": "acted", "move": "acted", "keep": "kept"}
    token = links.sign(work.site.key, "report", report.id)
    context = {
        "address": work.site.address(f"/reports/{token}"), "post": work.site.address(f"/posts/{report.post_id}"),
        "outcome": answer.get(report.outcome, "gone"),
    }  # fmt: skip
    mail.deliver(
        work.site,
        mail.compose(work.site, report.email, template, context, f"{key}-{report.id}", report.language),
    )


@job("review.mail_request")
def mail_request(work: Work) -> None:
    """To whoever asked for a removal: received, what is missing, that the author is being asked, what was decided."""
    with work.reading() as db:
        asked = db.get(RemovalRequest, int(work.key))
    step = str(work.args["step"])
    if asked is None or "@" not in asked.contact or step not in STEPS:
        return
    token = links.sign(work.site.key, "request", asked.id)
    context = {
        "address": work.site.address(f"/removal/{token}"), "step": step, "number": asked.id, "result": asked.result,
        "reason": asked.result_reason, "kind": asked.kind.value, "due_on": asked.answer_due_on,
    }  # fmt: skip
    key = f"request-{asked.id}-{step}-{len(asked.result_reason)}"
    mail.deliver(work.site, mail.compose(work.site, asked.contact, "review/request.txt", context, key, asked.language))


@job("review.mail_duty")
def mail_duty(work: Work) -> None:
    """An urgent hide: everybody on the city's duty list gets a link, no text of the post."""
    with work.reading() as db:
        act = db.get(Act, int(work.key))
        addresses = [str(one) for one in city.setting(db, "urgent.duty_mail")]
        contacts = [str(one) for one in city.setting(db, "urgent.duty_contacts")]
    if act is None:
        return
    context = {
        "address": work.site.address(f"/desk/{act.post_id}"), "article": act.article, "number": act.post_id,
        "contacts": contacts,
    }  # fmt: skip
    for place, address in enumerate(addresses):
        mail.deliver(work.site, mail.compose(work.site, address, "review/duty.txt", context, f"duty-{act.id}-{place}"))
