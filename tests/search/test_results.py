"""The page of results: what it finds, how it narrows, what it says when it finds little."""

import re
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from lxml import html as lxml_html

from civic.index import store
from civic.jobs import later
from civic.rooms.models import Post, PostState
from tests.world import World


def page(world: World, query: str, who: str | None = None) -> lxml_html.HtmlElement:
    answer = world.browser(who).get("/search?" + query)
    assert answer.status_code == 200, answer.text
    return lxml_html.fromstring(answer.text)


def found(shown: lxml_html.HtmlElement) -> list[str]:
    """Addresses of the counted results."""
    return list(shown.xpath("//div[contains(@class, 'found__list')]/ol[@class='results']//h3/a/@href"))


def some(shown: lxml_html.HtmlElement) -> list[str]:
    return list(shown.xpath("//section[@aria-labelledby='some-words']//h3/a/@href"))


def counts(shown: lxml_html.HtmlElement, label: str) -> dict[str, int]:
    """The values of one facet."""
    lines = shown.xpath(f"//nav[contains(@class, 'facets')]//section[h2[.='{label}']]//li/*[span[@class='count']]")
    return {line.text.strip(): int(line.find("span").text) for line in lines}


def total(shown: lxml_html.HtmlElement) -> int:
    return int(shown.xpath("//h2[@class='result-total']/strong")[0].text)


def test_every_way_to_narrow_counts_everything_found(record: World) -> None:
    shown = page(record, "q=補助金")
    assert total(shown) == 3
    assert counts(shown, "種類") == {"会議録": 2, "計画": 1}
    assert counts(shown, "年度") == {"令和5年度（2023）": 2, "令和2年度（2020）": 1}
    council = page(record, "q=補助金&kind=minutes")
    assert counts(council, "発言した人") == {"渡辺委員": 1, "総務部長": 1}
    assert counts(council, "発言した人の立場") == {"議員・委員": 1, "市長・部長など": 1}


def test_how_often_a_resident_wrote_is_no_way_to_narrow(record: World) -> None:
    for query in ("q=公園", "q=公園&kind=post"):
        assert counts(page(record, query), "発言した人") == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=補助金&kind=plan", {"/documents/plan-1/1"}),
        ("q=補助金&speaker=渡辺委員", {"/documents/m-1/1"}),
        ("q=補助金&role=executive", {"/documents/m-1/2"}),
        ("q=補助金&body=総務委員会", {"/documents/m-1/1", "/documents/m-1/2"}),
        ("q=補助金&year=2020", {"/documents/plan-1/1"}),
        ("q=補助金&since=R5", {"/documents/m-1/1", "/documents/m-1/2"}),
        ("q=補助金&since=令和5年度&until=2023", {"/documents/m-1/1", "/documents/m-1/2"}),
        ("q=補助金&until=2020年", {"/documents/plan-1/1"}),
        ("q=補助金&until=２０２３年５月", {"/documents/plan-1/1"}),
        ("q=公園&doc=room:1", {"/posts/1", "/posts/2", "/rooms/1"}),
        ("q=整備&doc=plan-1", {"/documents/plan-1/1"}),
        ("q=補助金&kind=poem", set()),
        ("q=補助金&year=nonsense", set()),
        ("q=補助金 保育園&kind=plan", set()),
    ],
)
def test_narrowing(record: World, query: str, expected: set[str]) -> None:
    shown = page(record, query)
    assert set(found(shown)) == expected
    assert total(shown) == len(expected)


def test_all_the_words_in_one_document_when_asked(record: World) -> None:
    """Where they stand apart: one result for each document that holds them all."""
    places = {link.rsplit("/", 1)[0] for link in found(page(record, "q=補助金 保育園&scope=doc"))}
    assert places == {"/documents/m-1", "/documents/plan-1"}
    assert found(page(record, "q=補助金 木陰&scope=doc")) == []


def test_what_is_narrowed_is_named_and_can_be_taken_away(record: World) -> None:
    shown = page(record, "q=公園&doc=room:1&since=R5&sort=new")
    chips = shown.xpath("//a[@class='chip']")
    assert [chip.text.strip() for chip in chips] == ["探す場所：中央公園の使い方を考える", "いつから：R5"]
    assert "since" not in dict(parse_qsl(urlsplit(chips[1].get("href")).query))
    assert dict(parse_qsl(urlsplit(chips[1].get("href")).query))["doc"] == "room:1"
    assert page(record, "q=公園&doc=room:99").xpath("//a[@class='chip']")[0].text.strip() == "探す場所：room:99"


def test_a_date_that_is_none_is_named_kept_and_left_out(record: World) -> None:
    shown = page(record, "q=補助金&since=平成31年5月1日")
    assert total(shown) == 3
    field = shown.get_element_by_id("f-since")
    assert field.get("value") == "平成31年5月1日"
    assert field.get("aria-invalid") == "true"


def test_newest_and_oldest_first(record: World) -> None:
    assert found(page(record, "q=補助金&sort=old"))[0] == "/documents/plan-1/1"
    assert found(page(record, "q=補助金&sort=new"))[-1] == "/documents/plan-1/1"


def test_grouped_by_document_each_stands_once_with_how_many(record: World) -> None:
    shown = page(record, "q=補助金&group=doc")
    assert len(found(shown)) == 2
    assert total(shown) == 3
    assert "この中に2件" in shown.text_content()
    assert "（2の会議・文書・会議室）" in shown.text_content()


def test_each_result_leads_into_its_document_or_room(record: World) -> None:
    shown = page(record, "q=公園")
    links = {
        dict(parse_qsl(urlsplit(link.get("href")).query))["doc"]: link.text
        for link in shown.xpath("//ul[@class='meta']//a[contains(., 'の中で検索')]")
    }
    assert links == {"m-1": "この会議の中で検索", "plan-1": "この計画の中で検索", "room:1": "この会議室の中で検索"}


def test_few_hits_are_followed_by_some_words_below_the_line_uncounted(record: World) -> None:
    shown = page(record, "q=補助金 木陰")
    assert total(shown) == 0
    assert found(shown) == []
    assert {"/documents/plan-1/1", "/posts/1"} <= set(some(shown))


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("補助禁", "補助金"),  # read the same
        ("ほじょきん", "補助金"),  # typed as it is read
        ("公園の整備はどうなりましたか", "公園 整備"),  # a question
    ],
)
def test_suggestions_find_something(record: World, typed: str, suggested: str) -> None:
    shown = page(record, f"q={quote(typed)}")
    links = shown.xpath("//div[contains(@class, 'notice--info')]//a")
    assert suggested in [link.text for link in links]
    for link in links:
        assert total(page(record, urlsplit(link.get("href")).query)) > 0


def test_nothing_inside_the_narrowing_but_something_outside(record: World) -> None:
    shown = page(record, "q=木陰&kind=minutes")
    assert shown.xpath("//a[.='しぼりこみをすべて外すと、1件あります。']/@href") == [f"/search?q={quote('木陰')}"]


def test_the_way_to_ask_for_papers_that_are_not_here(record: World) -> None:
    assert "公開請求" not in page(record, "q=ない言葉").text_content()
    record.browser("city_manager").post(
        "/staff/settings/city.information_request_url", {"value": "https://example.jp/kokai"}
    )
    assert page(record, "q=ない言葉").xpath("//a[@href='https://example.jp/kokai']")


def test_how_fresh_the_index_is(record: World) -> None:
    text = page(record, "q=公園").text_content()
    assert re.search(r"\d+の書き込み・条文・発言などから探します。\s*最後の更新：", text)
    assert "これから取り込みます" not in text
    with record.write() as db:
        later(db, "rooms.index_post", 1)
    assert "ほかに1件の更新を、これから取り込みます。" in page(record, "q=公園").text_content()


def test_a_row_hidden_since_is_not_shown_to_anybody(record: World) -> None:
    """The index is behind; the database decides."""
    with record.write() as db:
        db.get_one(Post, 1).state = PostState.HIDDEN
    for who in (None, "resident", "neighbour"):
        assert "/posts/1" not in found(page(record, "q=木陰", who))
        assert "ベンチがほしい" not in page(record, "q=木陰", who).text_content()


def test_only_typed_words(record: World) -> None:
    shown = page(record, "q=議事録")
    assert "も含めて探しました" in shown.text_content()
    assert "入力した語だけで探しています" in page(record, "q=議事録&words=only").text_content()


def test_without_words_there_is_a_form_and_how_to(record: World) -> None:
    for query in ("", "q=", "q=%20%E3%80%80", "kind=plan"):
        assert not page(record, query).xpath("//h2[@class='result-total']")


def test_a_broken_index_says_so(record: World) -> None:
    store.forget(record.site)
    for file in record.site.index_folder.iterdir():
        file.write_bytes(b"broken")
    answer = record.browser().get("/search?q=公園")
    assert answer.status_code == 503
    assert "準備中" in answer.text
