"""The read-only API, version 1: one table of what can be asked, from which doors and the OpenAPI document are made."""
