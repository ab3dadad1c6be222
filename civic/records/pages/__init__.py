"""Doors of records: one's own data, requests about it, breaches, the file register, the auditor's pages."""

from civic.records.pages import audit, files, incidents, own, requests

routes = [*audit.routes, *own.routes, *requests.routes, *incidents.routes, *files.routes]
