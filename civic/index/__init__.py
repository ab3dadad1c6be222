"""The search index: what is put in (cards), what is asked (Engine), and the engines behind it, each in one file."""
