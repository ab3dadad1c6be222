"""Doors of the open side."""

from starlette.routing import BaseRoute

from civic.open.pages import api, crawlers, data
from civic.web.page import route

routes: list[BaseRoute] = [
    route("/robots.txt", crawlers.robots),
    route("/sitemap.xml", crawlers.sitemap),
    route("/sitemaps/{name:str}-{number:int}.xml", crawlers.sitemap_part),
    route("/open-data", data.open_data),
    route("/open-data/documents/{key}.{form}", data.document_units),
    route("/open-data/rooms/{room_id:int}.{form}", data.room_posts),
    route("/open-data/{set}.{form}", data.dataset),
    *api.routes,
]
