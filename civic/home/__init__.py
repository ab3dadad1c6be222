"""Front page, topic pages, about, health."""
