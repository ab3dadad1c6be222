"""Doors of the city."""

from civic.city.pages import moderation, rules, settings, structure

routes = [*rules.routes, *settings.routes, *structure.routes, *moderation.routes]
