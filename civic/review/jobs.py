"""What the worker does later for review: cases that wait too long, and reports nobody needs to decide any more."""

from civic.jobs import Work, job
from civic.review import actions


@job("review.escalate_held.each_day")
def escalate_held(work: Work) -> None:
    actions.escalate_held(work.db, work.now)


@job("review.close_stranded_reports.each_minute")
def close_stranded_reports(work: Work) -> None:
    actions.close_stranded_reports(work.db, work.now)
