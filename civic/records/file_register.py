"""個人情報ファイル簿 (75条): what files with people in them this site keeps, in the form the law asks for.

Each file names the tables it is made of; tests/house/test_holdings.py fails when a table of the holdings, or one with
people who have no account here, is in none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# A file on fewer people need not be published (75条2項・政令20条); the city may publish it all the same.
LEGAL_LEAST = 1000


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """`counted` is the table whose rows are people."""

    key: str
    name: str
    purpose: str
    items: tuple[str, ...]
    people: str
    collected: str
    given_to: str
    kept: str
    tables: tuple[str, ...]
    counted: str
    note: str = ""


FILES = (
    PersonalFile(
        "accounts", "参加者登録ファイル", "登録とログイン、お知らせの送付、書き込める人の確認のため",
        ("表示名", "メールアドレス", "パスワードの照合値", "言語", "地区", "役割と期間", "登録日", "最終ログイン日", "お知らせの設定"),
        "このサイトに登録した人", "本人の入力、窓口での申込み", "なし", "退会まで（使われないときは市が定めた日数まで）",
        ("person", "recovery_code", "single_use_token", "email_change", "former_handle", "role_grant",
         "moderator_training", "follow", "recipient", "notice", "mail", "ledger_entry"), "person",
    ),
    PersonalFile(
        "identity", "居住確認ファイル", "市内に住む人だけが書ける会議室で、居住を確かめるため",
        ("確認の方法", "確認日", "市内在住か否か", "カード確認の識別番号", "氏名・住所（番号を送るまで）"),
        "居住の確認を受けた人", "本人の申込み、本人確認の手段を提供する者", "なし",
        "氏名と住所は番号の使用または期限まで。確認の結果は退会まで", ("identity_proof", "card_check", "letter_request"), "identity_proof",
    ),
    PersonalFile(
        "posts", "投稿ファイル", "市政への意見を公開し、市の回答につなげ、ルールにもとづいて対応するため",
        ("表示名", "題名と本文", "日時", "版", "対応の記録", "異議の申立て", "違反の知らせ", "評価と回答"),
        "会議室に書き込んだ人、違反を知らせた人、回答を評価した人", "本人の入力", "公開（表示名・題名・本文・日時）",
        "公文書として市の文書管理の定めによる",
        ("post", "post_revision", "post_finding", "act", "appeal_case", "refused_attempt", "summary_objection", "report",
         "reading_position", "rule_acknowledgement", "answer_feedback", "survey_reply", "area_proposal", "area_support", "area_helper"), "post",
        "投稿の数は人の数と異なります。",
    ),
    PersonalFile(
        "connections", "接続記録ファイル", "不正な使用を調べ、法令にもとづく求めに応じるため",
        ("接続元のアドレスとポート", "日時", "端末の種類"), "ログインした人、書き込んだ人", "自動の記録",
        "法令にもとづく求めがあったときの、その求めた機関", "市が定めた日数まで", ("connection_record", "sign_in_session"),
        "connection_record",
    ),
    PersonalFile(
        "registry", "人材・団体登録ファイル", "地域の人材と団体を紹介し、市の講座や活動に結びつけるため",
        ("名前", "ふりがな", "分野", "できること", "紹介", "地域", "連絡先", "住所", "生年", "同意の日"),
        "登録を申し込んだ人と団体の代表者", "本人の申込み、推薦", "公開に同意した項目", "登録の終了から市が定めた期間まで",
        ("registry_entry", "registry_detail", "registry_consent", "registry_translation", "registry_correction", "registry_photo", "registry_photo_waiting", "registry_introduction",
         "registry_message", "registry_application", "registry_member", "registry_lecture_request", "registry_recommendation"),
        "registry_entry",
    ),
    PersonalFile(
        "requests", "開示等請求ファイル", "開示、訂正、利用停止の請求を処理するため",
        ("氏名", "住所", "請求の内容", "本人確認の方法", "決定と理由", "日付"), "請求した人", "本人の請求", "なし",
        "市の文書管理の定めによる", ("data_request",), "data_request",
    ),
    PersonalFile(
        "letters", "市長への手紙ファイル", "市長への手紙を読み、内容を確かめ、返事を届けるため",
        ("氏名", "住所", "電話番号", "メールアドレス", "手紙の題名と本文", "返事"), "市長へ手紙を送った人",
        "本人の入力、紙の手紙から職員の入力", "なし", "氏名と連絡先は、返事をしてから市が定めた日数まで。手紙と返事は市の文書管理の定めによる",
        ("letter_sender",), "letter_sender", "氏名と連絡先は手紙とは別に保管し、公開しません。",
    ),
    PersonalFile(
        "submissions", "パブリックコメント提出者ファイル", "意見を出した人を確かめ、意見の内容を尋ねるため",
        ("氏名", "住所", "所属", "電話番号", "メールアドレス", "意見"), "パブリックコメントに意見を出した人",
        "本人の入力、紙やメールの意見から職員の入力", "なし",
        "氏名と連絡先は、結果を公表してから市が定めた日数まで。意見は市の文書管理の定めによる", ("submitter_identity",), "submitter_identity",
        "氏名と連絡先は意見とは別に保管し、公開しません。",
    ),
    PersonalFile(
        "removals", "権利侵害の申出ファイル", "権利を侵害されたという申出と、投稿した人の情報の開示請求に答えるため",
        ("氏名", "連絡先", "申出をする立場", "侵害されたという権利と理由", "証拠", "投稿した人の答え", "決定と理由", "日付"),
        "申出や請求をした人", "本人の入力、紙の申出から職員の入力", "なし", "市の文書管理の定めによる",
        ("removal_request",), "removal_request",
    ),
)  # fmt: skip

# What their people write freely may say more of them than was asked.
FREE_TEXT = frozenset({"posts", "registry", "letters", "submissions", "removals"})

HEAD = (
    "個人情報ファイルの名称", "行政機関等の名称", "利用に供される事務をつかさどる組織の名称", "利用目的", "記録項目",
    "記録範囲（本人の範囲）", "収集方法", "要配慮個人情報の有無", "経常的提供先", "開示請求等を受理する組織の名称及び所在地",
    "訂正及び利用停止について他の法令による特別の手続", "ファイルの種別", "行政機関等匿名加工情報の提案の募集", "保存期間",
    "人数の区分", "備考",
)  # fmt: skip


def lines(city: str, section: str, contact: str, counts: Mapping[str, int]) -> list[tuple[str, ...]]:
    """One line a file, in the order of HEAD."""
    return [
        (
            one.name, f"{city}長", section or city, one.purpose, "、".join(one.items), one.people, one.collected,
            "無（自由に書く欄には、書いた人が記すことがあります）" if one.key in FREE_TEXT else "無",
            one.given_to, contact or section or city, "無", "法第60条第2項第1号（電算処理ファイル）", "非該当", one.kept,
            "1,000件以上" if counts.get(one.counted, 0) >= LEGAL_LEAST else "1,000件未満（市の判断で公表）", one.note,
        )
        for one in FILES
    ]  # fmt: skip
