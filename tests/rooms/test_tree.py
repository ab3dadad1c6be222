"""Order keys: laws of the reading order, whatever the replies."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from civic.rooms.tree import LEVELS, is_key, reply_key, shown_depth, thread_key


@dataclass
class Node:
    number: int
    parent: int | None
    depth: int
    key: str


def grow(parents: list[int]) -> list[Node]:
    """Post n+1 answers post `parents[n] % n`, or begins a thread when that is 0."""
    nodes: list[Node] = []
    for number, choice in enumerate(parents, start=1):
        above = choice % number
        if above == 0:
            nodes.append(Node(number, None, 1, thread_key(number)))
        else:
            parent = nodes[above - 1]
            nodes.append(Node(number, above, parent.depth + 1, reply_key(parent.key, number)))
    return nodes


def ancestors(nodes: list[Node], node: Node) -> list[int]:
    """From the thread down to the post itself."""
    line = [node.number]
    while node.parent is not None:
        node = nodes[node.parent - 1]
        line.append(node.number)
    return line[::-1]


@given(st.lists(st.integers(min_value=0, max_value=1000), max_size=60))
def test_reading_order(parents: list[int]) -> None:
    nodes = grow(parents)
    assert len({node.key for node in nodes}) == len(nodes)
    assert all(is_key(node.key) for node in nodes)

    def place(node: Node) -> tuple[int, ...]:
        """Newest thread first; siblings by time; everything below the third level by time under it."""
        line = ancestors(nodes, node)
        head, *rest = line[:LEVELS]
        below = (line[-1],) if len(line) > LEVELS else ()
        return (-head, *rest, *below)

    by_key = sorted(nodes, key=lambda node: node.key)
    assert by_key == sorted(nodes, key=place)


def test_a_chain_of_5000_replies_keeps_short_keys_in_time_order() -> None:
    nodes = grow(list(range(5000)))
    keys = [node.key for node in nodes]
    assert keys == sorted(keys)
    assert max(map(len, keys)) <= 36
    assert (nodes[-1].depth, shown_depth(nodes[-1].depth)) == (5000, 3)


def test_nonsense_is_no_key() -> None:
    for text in ("", "1; DROP", "１２", "-1", "9" * 200, "a"):
        assert not is_key(text)
