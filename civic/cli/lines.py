"""Lines of a file or of stdin, as commands read them: what is wrong is a sentence with the line's number."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from civic.cli.terminal import gettext as _


class BadInput(Exception):
    """The message is for the person who gave the file."""


def lines_of(file: Path) -> Iterator[str]:
    """Lines with their ends as they are, UTF-8 with or without its mark; `-` is stdin. Raises BadInput."""
    try:
        if str(file) == "-":
            for number, line in enumerate(sys.stdin):
                yield line if number else line.removeprefix("\ufeff")
            return
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield from lines
    except UnicodeDecodeError:
        raise BadInput(
            _("{file} の文字コードがUTF-8ではありません。UTF-8で保存し直してください。", file=file)
        ) from None
    except OSError as error:
        raise BadInput(_("{file} を開けません（{why}）。", file=file, why=error.strerror or error)) from None


def json_of(number: int, line: str) -> object:
    """The value of one line. Raises BadInput."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise BadInput(_("{number}行目がJSONではありません。", number=number)) from None
