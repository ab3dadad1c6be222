"""Where the database knows something of a person: the one list behind the download, leaving and the file register.

tests/house/test_holdings.py fails when a column that points at a person stands in none of these.
"""

from dataclasses import dataclass
from enum import StrEnum


class AtLeaving(StrEnum):
    """What becomes of it when somebody leaves."""

    ERASED = "erased"
    DETACHED = "detached"
    LATER = "later"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Holding:
    """`owner` is the column of the person it belongs to; with `via`, (column, table) whose owner it is.
    `hidden` are columns that speak of somebody else."""

    table: str
    owner: str
    group: str
    leaving: AtLeaving
    via: tuple[str, str] | None = None
    hidden: frozenset[str] = frozenset()


# Secrets and what the machine makes for itself: of no use to the person, of much to a thief.
SECRET = frozenset({
    "password_hash", "totp_secret", "totp_pending", "totp_last_step", "token_hash", "code_hash", "handle_hash", "salt",
    "digest", "html", "nonce", "verifier", "once", "folded", "handle_folded", "email_folded", "order_key", "hash",
    "previous", "context_rev", "rev", "card_state",
})  # fmt: skip

E, D, L, K = AtLeaving.ERASED, AtLeaving.DETACHED, AtLeaving.LATER, AtLeaving.KEPT
HOLDINGS = (
    Holding("person", "id", "account", D),
    Holding("recovery_code", "person_id", "account", E),
    Holding("single_use_token", "person_id", "account", E, hidden=frozenset({"issued_by"})),
    Holding("email_change", "person_id", "account", E),
    Holding("former_handle", "person_id", "account", L),
    Holding("identity_proof", "person_id", "identity", E, hidden=frozenset({"verified_by"})),
    Holding("card_check", "person_id", "identity", E, hidden=frozenset({"address", "state"})),
    Holding("letter_request", "person_id", "identity", E),
    Holding("sign_in_session", "person_id", "connections", L),
    Holding("connection_record", "person_id", "connections", L),
    Holding("post", "author_id", "posts", D, hidden=frozenset({"proxy_by", "original"})),
    Holding("post_revision", "author_id", "posts", K, via=("post_id", "post")),
    Holding("post_finding", "author_id", "posts", K, via=("post_id", "post")),
    Holding("act", "author_id", "posts", K, via=("post_id", "post"), hidden=frozenset({"decided_by", "second_by"})),
    Holding("appeal_case", "filed_by", "posts", K, hidden=frozenset({"decided_by"})),
    Holding("refused_attempt", "person_id", "posts", E),
    Holding("summary_objection", "person_id", "posts", K, hidden=frozenset({"answered_by"})),
    Holding("report", "reporter_id", "reports", K, hidden=frozenset({"entered_by"})),
    Holding("area_proposal", "proposer_id", "posts", K, hidden=frozenset({"decided_by"})),
    Holding("area_support", "person_id", "replies", K),
    Holding("area_helper", "person_id", "replies", K),
    Holding("reading_position", "person_id", "reading", E),
    Holding("rule_acknowledgement", "person_id", "reading", K),
    Holding("answer_feedback", "person_id", "replies", K),
    Holding("survey_reply", "person_id", "replies", K),
    Holding("follow", "person_id", "notices", E),
    Holding("recipient", "person_id", "notices", E),
    Holding("notice", "person_id", "notices", E),
    Holding("mail", "person_id", "notices", E),
    Holding("registry_entry", "person_id", "registry", L, hidden=frozenset({"decided_by"})),
    Holding("registry_detail", "person_id", "registry", L, via=("entry_id", "registry_entry")),
    Holding("registry_consent", "person_id", "registry", L, via=("entry_id", "registry_entry")),
    Holding(
        "registry_translation",
        "person_id",
        "registry",
        L,
        via=("entry_id", "registry_entry"),
        hidden=frozenset({"checked_by"}),
    ),
    Holding("registry_correction", "person_id", "registry", E, hidden=frozenset({"closed_by"})),
    Holding("registry_photo", "person_id", "registry", L, via=("entry_id", "registry_entry")),
    Holding("registry_photo_waiting", "person_id", "registry", L, via=("entry_id", "registry_entry")),
    Holding("registry_introduction", "person_id", "registry", L, hidden=frozenset({"owner_id", "owner_contact"})),
    Holding("registry_introduction", "owner_id", "registry", L, hidden=frozenset({"person_id", "contact"})),
    Holding("registry_message", "person_id", "registry", L),
    Holding("registry_application", "person_id", "registry", L),
    Holding("registry_member", "person_id", "registry", E),
    Holding("registry_lecture_request", "person_id", "registry", L),
    Holding("registry_recommendation", "recommender_id", "registry", L, hidden=frozenset({"name", "contact"})),
    Holding("data_request", "person_id", "requests", K, hidden=frozenset({"entered_by", "checked_by", "decided_by"})),
    Holding("role_grant", "person_id", "office", K, hidden=frozenset({"granted_by", "revoked_by"})),
    Holding("moderator_training", "person_id", "office", K),
    Holding("ledger_entry", "actor_id", "office", K),
)

# People who have no account here: in the file register, in nobody's download.
OUTSIDERS = frozenset({"letter_sender", "removal_request", "submitter_identity"})

# Who did a piece of the city's work: part of the record of that work, not of the person's own file. Table -> columns.
OFFICE: dict[str, frozenset[str]] = {
    table: frozenset(columns.split())
    for table, columns in {
        "area_proposal": "decided_by", "act": "decided_by second_by", "act_proposal": "proposed_by closed_by", "answer_release": "set_by",
        "appeal_case": "decided_by", "approval_deputy": "approver_id deputy_id named_by", "case_claim": "person_id",
        "case_note": "person_id", "data_request": "entered_by checked_by decided_by", "document_import": "drafted_by", "document_version": "drafted_by approved_by close_asked_by closed_by",
        "facilitator_mark": "marked_by", "follow_up_report": "reported_by", "identity_proof": "verified_by",
        "identity_request": "asked_by approved_by", "incident": "recorded_by",
        "incident_report": "drafted_by approved_by", "letter": "entered_by decided_by", "news": "author_id", "post": "proxy_by", "proposal": "shown_by endorsed_by",
        "proposal_version": "endorsed_by submitted_by", "reading": "person_id", "reading_count": "person_id",
        "reading_pass": "person_id decided_by", "registry_correction": "closed_by", "registry_translation": "checked_by", "redaction": "redacted_by",
        "registry_entry": "decided_by", "registry_import": "person_id", "registry_opportunity": "drafted_by", "removal_request": "entered_by decided_by hidden_by",
        "removal_request_step": "person_id", "report": "entered_by",
        "response": "acknowledge_by assignee_id drafted_by", "response_review": "person_id",
        "response_version": "drafted_by approved_by approved_for", "faq_item": "drafted_by approved_by", "role_grant": "granted_by revoked_by",
        "room": "drafted_by approved_by", "rule_set": "drafted_by adopted_by", "setting": "changed_by",
        "single_use_token": "issued_by", "submission": "entered_by", "comment_opinion": "drafted_by", "comment_result": "drafted_by approved_by",
        "summary_item": "drafted_by", "summary_objection": "answered_by",
    }.items()
}  # fmt: skip


def at_leaving(what: AtLeaving) -> list[Holding]:
    return [holding for holding in HOLDINGS if holding.leaving is what]
