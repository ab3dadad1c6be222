"""Reads of answers: one answer with its versions, what waits, the strip under a post."""

from civic.responses.queries.answers import (
    PAGE,
    Answer,
    Under,
    draft_as_answer,
    newest_answers,
    newest_version,
    published_versions,
    response_for,
    response_to,
    thread_authors,
    under_posts,
)
from civic.responses.queries.duties import (
    MOST,
    Assigned,
    Counts,
    Duty,
    Unassigned,
    assigned,
    counts,
    desk,
    duties_of_ended_sections,
    miscounted_rooms,
    unassigned,
    waiting_in_public,
)

__all__ = [
    "MOST", "PAGE", "Answer", "Assigned", "Counts", "Duty", "Unassigned", "Under", "assigned", "counts", "desk",
    "draft_as_answer", "duties_of_ended_sections", "miscounted_rooms", "newest_answers", "newest_version", "published_versions",
    "response_for", "response_to", "thread_authors", "unassigned", "under_posts", "waiting_in_public",
]  # fmt: skip
