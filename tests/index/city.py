"""An invented city's small record: cards that hold every trap of Japanese search once."""

from datetime import date

from civic.index.cards import Card

CARDS = (
    Card(
        id="unit:1", kind="minutes", doc="m1", seq=1, title="令和7年11月5日 総務委員会", speaker="渡邊総務課長", role="executive", body="総務委員会",
        text="平成１６年度の予算について説明いたします。市税の減免は５ ,８１３億円でございます。", date=date(2025, 11, 5), fiscal_year=2025, topics=("money", "tax"), quality="A",
    ),
    Card(
        id="unit:2", kind="minutes", doc="m1", seq=2, title="令和7年11月5日 総務委員会", speaker="山﨑委員", role="member", body="総務委員会",
        text="市民電子会議室の掲示板に、情報格差についての意見が多い。議事録を早く公開してほしい。", date=date(2025, 11, 5), fiscal_year=2025, topics=("it",), quality="A",
    ),
    Card(
        id="unit:3", kind="minutes", doc="m2", seq=1, title="令和6年3月1日 本会議", speaker="斉藤議員", role="member", body="本会議",
        text="「ｅ－\n\nＪａｐａｎ戦略Ⅱ」に基づき、二十六市の取扱いをただす。", date=date(2024, 3, 1), fiscal_year=2023, topics=("it", "money"), quality="A",
    ),
    Card(
        id="unit:4", kind="ordinance", doc="o1", seq=23, title="みほん市個人情報保護条例 第二十三条の三（窓口）", section="第二章",
        text="⼾籍の窓口における個人情報の取り扱いは、情報セキュリテ\n\nィポリシーによる。", quality="C",
    ),
    Card(id="unit:5", kind="ordinance", doc="o1", seq=24, title="みほん市個人情報保護条例 第24条", section="第二章", text="コンピューターの利用は別に定める。", quality="C"),
    Card(
        id="unit:6", kind="plan", doc="p1", seq=1, title="第3次みほん市総合計画", text="東京都と京都府の二つの都市に学ぶ。ごみの減量、廃棄物の再利用。",
        kana="だいさんじみほんしそうごうけいかく", date=date(2020, 4, 1), fiscal_year=2020,
    ),
    Card(id="post:7", kind="post", doc="room:1", seq=1, title="公園の遊具", text="窓を開けたい。電子会議室はここですか。", room="1", date=date(2026, 6, 1), fiscal_year=2026, topics=("it",)),
    Card(id="post:8", kind="post", doc="room:1", seq=2, title="Re: 公園の遊具", text="ＮＥＡＲ the park 100%！ 住基ネットとＨＰ", room="1", date=date(2026, 6, 2), fiscal_year=2026),
    Card(id="entry:9", kind="entry", doc="registry", seq=1, title="髙橋 花子", kana="たかはし はなこ", text="戸籍の相談に乗ります。"),
    Card(id="unit:10", kind="minutes", doc="m1", seq=3, title="令和7年11月5日 総務委員会", body="総務委員会", text="（「異議なし」と呼ぶ者あり）", date=date(2025, 11, 5), fiscal_year=2025, quality="A"),
)  # fmt: skip
