"""The city itself: sections, topics, settings with history, rule sets, election periods."""
