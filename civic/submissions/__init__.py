"""Public comment: opinions sent to a draft of the city, kept sealed, grouped without loss, answered in one table."""
