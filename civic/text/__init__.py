"""Japanese text without a database or the web: normalisation with an offset map, tokens, numbers, eras, queries."""
