"""Search through its doors."""
