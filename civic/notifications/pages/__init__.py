"""Doors of notifications."""

from civic.notifications.pages import calendars, feeds, following, notices, stopping, waiting

routes = [
    *notices.routes,
    *following.routes,
    *stopping.routes,
    *waiting.routes,
    *feeds.routes,
    *calendars.routes,
]
