"""Order keys of posts: threads newest first, replies under their parent down to the third level, deeper ones by time.

A key is up to four numbers of fixed width, so plain text order is the order of the page under every collation. The
first belongs to the thread and counts down; the next two to the replies above the post; the last orders everything
below the third level by time. A chain of 5,000 replies therefore has keys no longer than the first few."""

WIDTH = 9
# Three levels are shown (DOMAIN §3); the true parent is kept beside the key.
LEVELS = 3
_LAST = 10**WIDTH - 1


def thread_key(number: int) -> str:
    """`number`: the room's running number of the post. A later thread gets a smaller key."""
    return f"{_LAST - number:0{WIDTH}d}"


def reply_key(parent_key: str, number: int) -> str:
    """Below its parent, or below its ancestor of the third level."""
    return f"{parent_key[: LEVELS * WIDTH]}{number:0{WIDTH}d}"


def shown_depth(depth: int) -> int:
    """The indent of a post of this true depth."""
    return min(depth, LEVELS)


def is_key(text: str) -> bool:
    """Whether a page address holds something that can be a key (keys are compared, never parsed)."""
    return text.isascii() and text.replace(".", "").isdigit() and len(text) <= 4 * WIDTH + 40
