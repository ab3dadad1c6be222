"""Reads of moderation: the desk's queue, one case, acts, the public log and figures, appeals and requests."""

from civic.review.queries.acts import PAGE, Logged, ShownAct, act_for, log, log_between, log_counts
from civic.review.queries.cases import (
    Case,
    acts_on,
    case_of,
    claims_of,
    findings,
    forgettable_reports,
    held_posts,
    open_reports,
    post_numbered,
    report_by,
    seen_of,
    stranded_reports,
)
from civic.review.queries.desk import CaseKind, Filter, Waiting, late_work, queue, waiting_by_moderator
from civic.review.queries.facts import (
    Decided,
    appeal_of,
    claim_on,
    decided,
    deciders_against,
    last_act,
    name_of,
    notes_on,
    report_by_email,
    sealed_text,
    sections_spoken_of,
    source_of,
    unseconded,
    waiting_since_of,
)
from civic.review.queries.figures import Figures, figures, of_year, years
from civic.review.queries.objections import (
    appeal_for,
    inquiry_for,
    request_for,
    request_numbered,
    requests,
    steps_of,
)
from civic.review.queries.rules import (
    appeal_days,
    appeal_due_on,
    appeal_until,
    article_texts,
    articles,
    articles_allowing,
    articles_to_hide,
    claim_hours,
    contact,
    held_open_days,
    lines,
    many_reports,
    min_reason,
    reason_templates,
    second_hours,
    training_required,
)
from civic.review.queries.sanctions import (
    Identity,
    acts_against,
    asked_alone,
    asked_identity,
    identities,
    identity_requests,
    open_proposal,
    open_purges,
    proposal_for,
    proposed,
    second_overdue,
)

__all__ = [
    "PAGE", "Case", "CaseKind", "Decided", "Figures", "Filter", "Identity", "Logged", "ShownAct", "Waiting", "act_for",
    "acts_against", "acts_on", "appeal_days", "appeal_due_on", "appeal_for", "appeal_of", "appeal_until",
    "article_texts", "articles", "articles_allowing", "articles_to_hide", "asked_alone", "asked_identity", "case_of", "claim_hours",
    "claim_on", "claims_of", "contact", "decided", "deciders_against", "figures", "findings", "forgettable_reports",
    "held_open_days", "held_posts", "identities", "identity_requests", "inquiry_for", "last_act", "late_work", "lines",
    "log", "log_between", "log_counts", "many_reports", "min_reason", "name_of", "notes_on", "of_year", "open_proposal",
    "open_purges", "open_reports", "post_numbered", "proposal_for", "proposed", "queue", "reason_templates",
    "report_by", "report_by_email", "request_for", "request_numbered", "requests", "sealed_text", "second_hours",
    "second_overdue", "sections_spoken_of", "seen_of", "source_of", "steps_of", "stranded_reports",
    "training_required", "unseconded", "waiting_by_moderator", "waiting_since_of", "years",
]  # fmt: skip
