"""Reports, the moderators' desk, acts and the public log."""
