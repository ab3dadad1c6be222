"""Reads of the public comment; what is sealed is asked of permissions by the caller's verb or door."""

from civic.submissions.queries.results import (
    Row,
    Table,
    drafted_result,
    opinions,
    published_result,
    published_results,
    result_table,
    shown_table,
)
from civic.submissions.queries.texts import (
    PAGE,
    Progress,
    TextLine,
    by_channel,
    identity_of,
    original_of,
    progress,
    publishable_texts,
    submission_for,
    submissions_of,
    text_for,
    text_lines,
)

__all__ = [
    "PAGE", "Progress", "Row", "Table", "TextLine", "by_channel", "drafted_result", "identity_of", "opinions",
    "original_of", "progress", "publishable_texts", "published_result", "published_results", "result_table",
    "shown_table", "submission_for", "submissions_of", "text_for", "text_lines",
]  # fmt: skip
