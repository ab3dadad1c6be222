"""What the city did and read: audit, access logs, retention."""
