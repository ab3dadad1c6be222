"""Election periods: a frozen room takes no posts; in an open one, wording that asks for votes is looked for (公職選挙法)."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit

_SOMEBODY = r"[^\s、。!?「」]{1,16}"
# Folded text: hiragana is katakana here.
_CAMPAIGN = re.compile(
    r"清キ(?:一|1)票"
    rf"|{_SOMEBODY}(?:候補|サン|氏|党|先生)(?:ニ|ヘ)(?:ゼヒ|是非|ドウカ|ミンナデ|皆デ|必ズ)?(?:投票|(?:一|1)票)"
    r"(?:シテ|シマ|シヨ|ヲ|オ願|入レ|投ジ|ヨロシク)"
    r"|(?:候補|サン|氏|先生)(?:ニ|ヘ)(?:入レテ|投票シテ)|ヘノ(?:ゴ)?(?:投票|支援)ヲ(?:オ願|ヨロシク)"
    r"|[一-鿿]{2,8}ニ(?:一|1)票ヲ|(?:候補|サン|氏|先生)ヲ(?:ドウゾ|ゼヒ)?(?:ヨロシク|応援シテ|支持シテ)"
    r"|(?:候補|サン|氏|先生|現職|新人)ヲ(?:必ズ|ゼヒ|絶対)?(?:当選サセ|落選サセ|落トソウ|落トシ(?:マショ|テクダ)|勝タセ|押シ上ゲ|国政ニ送|市政ニ送)"
    r"|(?:比例|選挙区)(?:区)?ハ(?:[^\s、。]{1,12})(?:ヘ|ニ|ト書)"
    r"|(?:ニ|ヘ)ハ?投票シナイデ|ニ入レルナ"
)


def find(case: Case) -> Iterator[Hit]:
    room = case.surroundings.room
    if room.election_frozen:
        yield Hit("election.frozen", "certain")
    elif room.is_election_period:
        for hit in _CAMPAIGN.finditer(case.draft.folded):
            yield Hit("election.campaign", "probable", hit.start(), hit.end())
