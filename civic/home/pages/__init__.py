"""Doors of home."""

from civic.home.pages import comfort, front, health, mails

routes = [*front.routes, *comfort.routes, *health.routes, *mails.routes]
