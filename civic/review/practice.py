"""The practice room: invented posts and the answer the rules give, for moderators before their role takes effect."""

from collections.abc import Mapping
from dataclasses import dataclass

# What can be answered, in the words of the desk.
ANSWERS = ("keep", "hide", "mask", "move", "urgent")


@dataclass(frozen=True, slots=True)
class PracticeCase:
    """One invented post, the right answer and its article (0: none)."""

    key: str
    text: str
    answer: str
    article: int
    why: str


CASES = (
    PracticeCase(
        "critic", "公園課の説明はでたらめだ。市長は責任を取って辞めるべきだ。", "keep", 0,
        "市の仕事への批判は、きびしい言い方でも違反ではありません。",
    ),
    PracticeCase(
        "phone", "清掃の手伝いは町内の世話役（090の番号が書いてある）へ。道具は集会所にあります。", "mask", 11,
        "個人の連絡先だけを伏せれば、残りは読めます。全体を隠すより軽い方法を選びます。",
    ),
    PracticeCase(
        "guess", "この「ねこ好き」さんは、駅前の薬局の娘さんでしょう。", "hide", 10,
        "呼び名の人を言い当てる内容です。部分的に伏せても、だれのことか分かってしまいます。",
    ),
    PracticeCase(
        "topic", "（公園の部屋で）ごみの袋を小さくしてほしいです。", "move", 13,
        "話題が違うだけです。合う部屋へ移し、元の場所に案内を残します。隠しません。",
    ),
    PracticeCase(
        "death", "今夜、橋から飛びます。みなさんさようなら。", "urgent", 9,
        "命にかかわる内容です。まず緊急に非表示にして連絡先へ知らせ、理由は後から書きます。",
    ),
    PracticeCase(
        "same", "遊具を直してください。（同じ文がほかの人からも20件届いている）", "keep", 0,
        "同じ意見をおおぜいが書くのは自由です。数が多いことは隠す理由になりません。",
    ),
)  # fmt: skip


def mistakes(answers: Mapping[str, object]) -> dict[str, str]:
    """Of the answers by case, those that are not right, with the reason."""
    return {one.key: one.why for one in CASES if answers.get(one.key) != one.answer}
