"""The places of a text that the rules found, as pieces a template can mark."""

from collections.abc import Iterable


def marked(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The whole text in order, each piece with whether it was found. Places may overlap or lie outside."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in sorted(places):
        start, end = max(start, done), min(end, len(text))
        if start >= end:
            continue
        if start > done:
            pieces.append((text[done:start], False))
        pieces.append((text[start:end], True))
        done = end
    if done < len(text):
        pieces.append((text[done:], False))
    return pieces
