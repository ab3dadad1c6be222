"""Doors of the open side."""

from starlette.routing import BaseRoute

from civic.open.pages import crawlers
from civic.web.page import route

routes: list[BaseRoute] = [
    route("/robots.txt", crawlers.robots),
    route("/sitemap.xml", crawlers.sitemap),
    route("/sitemaps/{name:str}-{number:int}.xml", crawlers.sitemap_part),
]
