"""Civic: the place where a Japanese city and its residents think together in public."""
