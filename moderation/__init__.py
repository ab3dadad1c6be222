"""The rules engine: what a city's published rules say about a text and the moment it is posted; pure, no clock, no I/O."""
