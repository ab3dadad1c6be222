"""Reads of moderation: the desk's queue, one case, one act, the public log."""

from civic.review.queries.acts import PAGE, Logged, ShownAct, act_for, log, log_counts
from civic.review.queries.cases import (
    MOST_WAITING,
    Case,
    Waiting,
    acts_on,
    case_of,
    findings,
    held_posts,
    last_decider,
    open_reports,
    queue,
    report_by,
    seen_of,
    stranded_reports,
)
from civic.review.queries.rules import (
    appeal_days,
    appeal_until,
    article_texts,
    articles,
    articles_to_hide,
    contact,
    held_open_days,
    min_reason,
)

__all__ = [
    "MOST_WAITING", "PAGE", "Case", "Logged", "ShownAct", "Waiting", "act_for", "acts_on", "appeal_days", "appeal_until",
    "article_texts", "articles", "articles_to_hide", "case_of", "contact", "findings", "held_open_days", "held_posts",
    "last_decider", "log", "log_counts", "min_reason", "open_reports", "queue", "report_by", "seen_of",
    "stranded_reports",
]  # fmt: skip
