"""Reads of the open data: one page of records at a time, always as the anonymous visitor."""
