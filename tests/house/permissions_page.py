"""Writes docs/permissions.md from the permission table: `python -m tests.house.permissions_page`."""

import inspect

from civic import i18n
from civic.permissions import TABLE
from tests.house.source import ROOT

PAGE = ROOT / "docs" / "permissions.md"
HEAD = """# だれが何をしてよいか / Who may do what

プログラムの権限表（`civic/permissions/`）から作ったページです。表と食い違うとテストが失敗します。作り直すには：`python -m tests.house.permissions_page`
Made from the permission tables; a test fails when the two differ.

説明は、断られたときに画面に出る文です。「規則」は、その判断をする関数と、その説明です。
The sentences are those shown to someone who may not; the rule is the function that decides, with its own words.

どの役割も、この場の確認コード（多要素認証）を済ませるまでは何の権限もありません。だれも自分の起案を決裁せず、自分に役割を与えません。
No role gives any right before its holder's one-time code; nobody approves their own draft or grants a role to themselves.

| 操作 / Action | 説明 / In words | 規則 / Rule |
|---|---|---|
"""


def page() -> str:
    codes, english = i18n.codes(), i18n.english()
    rows = []
    for action, predicate in sorted(TABLE.items()):
        said = codes[f"permission.{action}"]
        wing = predicate.__module__.rsplit(".", 1)[1]
        words = " ".join((inspect.getdoc(predicate) or "").split()).replace("|", "／")
        rule = f"`{wing}.{predicate.__name__}`" + (f" — {words}" if words else "")
        rows.append(f"| `{action}` | {said} {english.get(said, '')} | {rule} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
