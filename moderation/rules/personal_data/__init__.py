"""Personal data in a text: numbers, mail and postal addresses, watched names. The city's own are not personal data."""

from collections.abc import Iterator

from moderation.hits import Case, Hit
from moderation.rules.personal_data import address, card, email, handle, my_number, name, phone
from moderation.shapes.numbers import number_regions


def find(case: Case) -> Iterator[Hit]:
    yield from _numbers(case)
    yield from email.find(case)
    yield from handle.find(case)
    yield from address.find(case)
    yield from name.find(case)


def _numbers(case: Case) -> Iterator[Hit]:
    """One stretch of digits is one thing: the gravest reading wins."""
    is_read = bytearray(len(case.draft.folded))
    for region in number_regions(case.draft):
        for rule in (my_number.find, card.find, phone.find):
            for hit in rule(case, region):
                if not any(is_read[hit.start : hit.end]):
                    is_read[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
                    yield hit
