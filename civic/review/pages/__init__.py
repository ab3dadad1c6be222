"""Doors of moderation: the desk, decisions, reports, appeals, removal requests, what is public."""

from civic.review.pages import (
    appeals,
    beside,
    deciding,
    desk,
    measures,
    proposals,
    public,
    reports,
    requesters,
    requests,
    staff,
)

PARTS = (desk, deciding, measures, proposals, reports, appeals, requests, requesters, public, staff)
routes = [one for part in PARTS for one in part.routes]

__all__ = ["beside", "routes"]
