"""People, sign-in, residency and dated role grants."""
