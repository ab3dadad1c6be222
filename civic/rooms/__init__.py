"""Rooms, phases and posts."""
