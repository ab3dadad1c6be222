"""Purpose notices (利用目的の明示, 62条) in every version: a record keeps the number it was shown, this keeps the words.

The current account notice stands in templates/accounts/_purpose.html; tests/records/test_purposes.py holds the two
together, so that a text is never changed without a new version.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class Notice(NamedTuple):
    since: date
    text: tuple[str, ...]


# Kind -> version -> words. Old versions stay for good: they say what somebody agreed to.
NOTICES: Mapping[str, Mapping[int, Notice]] = {
    "accounts": {
        1: Notice(
            date(2026, 11, 1),
            (
                "いただいた情報は、登録とログイン、お知らせの送付、投稿の責任の確認のために使います。ほかの目的には使いません。",
                "表示名は投稿とともに公開されます。メールアドレスは公開しません。ログインと投稿の接続記録は、決めた期間がたつと消します。",
                "マイナンバー（個人番号）は集めません。どの欄にも書かないでください。",
            ),
        ),
    },
    "requests": {
        1: Notice(
            date(2026, 11, 23),
            (
                "お名前とご住所は、請求した方が本人かどうかを確かめ、決定の通知をお送りするためだけに使います。",
                "請求の書類は、市の文書の保存期間がたつと消します。身分証の写しは保存しません。",
            ),
        ),
    },
}


def current(kind: str) -> int:
    return max(NOTICES[kind])
