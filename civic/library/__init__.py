"""The city's published documents, their units and versions."""
