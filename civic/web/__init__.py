"""The door's machinery: visits, sessions, CSRF, limits, error pages; knows no wing."""
