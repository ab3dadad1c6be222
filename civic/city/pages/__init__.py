"""Doors of the city."""

from civic.city.pages import rules, settings, structure

routes = [*rules.routes, *settings.routes, *structure.routes]
