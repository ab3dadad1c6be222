"""The rules, one file per family: a case in, hits out; none knows what follows from a hit."""
