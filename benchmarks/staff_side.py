"""The staff side of one room of 300 posts, walked in Chromium: `python -m benchmarks.staff_side`. Prints a table of wall
time and presses (clicks, keys, fields filled) for each step. What a person reads and thinks is not in it."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from sqlmodel import Session, select

from civic import clock, worker
from civic.accounts.models import Person, RoleGrant
from civic.city.models import Section
from civic.permissions import Role
from civic.rooms.models import AnswerUnit
from tests import make
from tests.browser.sample_site import Served, served

POSTS, THINGS = 300, ("遊具", "ベンチ", "照明", "駐輪場", "花壇", "池", "トイレ", "水飲み場", "案内板", "広場")
SAYINGS = (
    "{}を新しくしてほしいです。", "{}が古くて危ないので、直してください。", "{}は今のままでよいと思います。",
    "子どもと行くと、{}が足りないと感じます。", "{}の手入れを、住民も手伝えるようにしてください。",
)  # fmt: skip


class Walk:
    """Counts presses and time by step."""

    def __init__(self, city: Served, browser: Any) -> None:
        self.city, self.browser = city, browser
        self.pages: dict[str, Page] = {}
        self.steps: list[tuple[str, str, float, int]] = []
        self.presses = 0

    def as_(self, person: str) -> Page:
        if person not in self.pages:
            context = self.browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
            context.set_default_timeout(60_000)
            self.city.sign_in(context, person)
            self.pages[person] = context.new_page()
        return self.pages[person]

    @contextmanager
    def step(self, person: str, name: str) -> Iterator[Page]:
        self.presses, start = 0, time.perf_counter()
        yield self.as_(person)
        self.steps.append((person, name, time.perf_counter() - start, self.presses))
        print(f"| {name} | {person} | {self.steps[-1][2]:.1f} | {self.presses} |", flush=True)

    def go(self, page: Page, path: str) -> None:
        """From the list of work: one press."""
        self.presses += 1
        page.goto(self.city.base + path)

    def press(self, page: Page, where: str, last: bool = False) -> None:
        self.presses += 1
        found = page.locator(where)
        (found.last if last else found.first).click()

    def fill(self, page: Page, where: str, text: str) -> None:
        self.presses += 1
        page.locator(where).first.fill(text)

    def send(self, page: Page, action: str) -> None:
        """The button of the form with that address."""
        self.press(page, f'form[action$="{action}"] button[type=submit], form[action$="{action}"] button')
        page.wait_for_load_state()


def room_of(city: Served) -> int:
    """The room as it stands on the evening it closed: rows, for nobody's writing is measured here."""
    now = clock.now()
    with Session(city.sites.engines(city.site)[1], expire_on_commit=False) as db, db.begin():
        section = db.exec(select(Section).where(Section.code == "toshi-midori")).one()
        people = {one.email.split("@")[0]: one.id for one in db.exec(select(Person)).all() if one.email}
        writers = [value for name, value in people.items() if name.startswith(("resident", "neighbour"))]
        room = make.room(
            db, title="公園の使い方（300件）", section_id=section.id, answer_unit=AnswerUnit.SUMMARY,
            closes_at=now - timedelta(days=1), drafted_by=people["room-manager"], approved_by=people["approver"],
            planned_answer_on=clock.today(now) + timedelta(days=60),
        )  # fmt: skip
        db.add(
            RoleGrant(
                person_id=people["facilitator"], role=Role.FACILITATOR, scope="room", scope_id=room.id,
                starts_on=date(2026, 1, 1),
            )
        )  # fmt: skip
        for number in range(POSTS):
            thing = THINGS[number % len(THINGS)]
            body = SAYINGS[number // len(THINGS) % len(SAYINGS)].format(thing) + "よろしくお願いします。" * (number % 3)
            make.post(
                db, room, author_id=writers[number % len(writers)], display_name=f"市民{number % len(writers)}",
                title=f"{thing}について", body=body, once=f"walk-{number}", created_at=now - timedelta(days=3),
            )  # fmt: skip
        return room.id


def summed_up(walk: Walk, room: int) -> None:
    with walk.step("facilitator", "候補からまとめる / group by suggestion") as page:
        number = 0
        while number < 20:
            walk.go(page, f"/staff/rooms/{room}/summary?show=left&suggestion=1")
            # What is suggested is ticked already; a person takes it or not.
            if page.locator("nav li span[aria-current]", has_text="「").count() == 0:
                break
            title = page.locator(".grouping__list label").first.inner_text()
            thing = next((one for one in THINGS if one in title), "公園")
            walk.fill(page, "textarea[name=text]", f"{thing}を新しくし、安全に使えるようにしてほしい。（{number + 1}）")
            walk.send(page, f"/staff/rooms/{room}/summary")
            number += 1
    with walk.step("facilitator", "残りを手でまとめる / group the rest by hand") as page:
        for turn, thing in enumerate(THINGS):
            walk.go(page, f"/staff/rooms/{room}/summary?show=left")
            rows = page.locator(".grouping__post", has_text=thing).locator("input[name=post_id]")
            if rows.count() == 0:
                continue
            for place in range(rows.count()):
                rows.nth(place).click()
                walk.presses += 1
            walk.fill(page, "textarea[name=text]", f"{thing}について、そのほかの意見。（{turn + 1}）")
            walk.send(page, f"/staff/rooms/{room}/summary")
        while True:
            walk.go(page, f"/staff/rooms/{room}/summary?show=left")
            boxes = page.locator("input[name=post_id]")
            if boxes.count() == 0:
                break
            boxes.first.focus()
            page.keyboard.press("a")
            walk.presses += 1
            walk.fill(page, "textarea[name=text]", "公園全体についての意見。")
            walk.send(page, f"/staff/rooms/{room}/summary")


def submitted(walk: Walk, room: int) -> None:
    proposal = f"/staff/rooms/{room}/proposal"
    with walk.step("facilitator", "とりまとめの文を書く / write the proposal") as page:
        walk.go(page, proposal)
        walk.fill(page, "textarea[name=agreed]", "安全に使える公園にすること。")
        walk.fill(page, "textarea[name=disputed]", "新しくする順番は、意見が分かれた。")
        walk.send(page, proposal)
    with walk.step("approver", "案を公開する / show the draft") as page:
        walk.go(page, proposal)
        walk.send(page, f"/staff/rooms/{room}/show")
    later(days=8)
    walk.pages.clear()  # nobody stays signed in for a week
    with walk.step("facilitator", "確認する / endorse") as page:
        walk.go(page, proposal)
        walk.send(page, f"/staff/rooms/{room}/endorse")
    with walk.step("approver", "市に提出する / submit") as page:
        walk.go(page, proposal)
        walk.send(page, f"/staff/rooms/{room}/submit")


def answered(walk: Walk, room: int) -> None:
    with walk.step("drafter", "一つに下書きし、残りを合わせる / draft one, join the rest") as page:
        walk.go(page, "/staff/answers")
        walk.press(page, 'a[href$="/draft"]', last=True)
        page.wait_for_load_state()
        response = page.url.split("/responses/")[1].split("/")[0]
        walk.fill(page, "textarea[name=body]", "いただいたご意見は、来年度の設計に生かします。")
        walk.press(page, "input[name=category][value=C]")
        walk.fill(page, "textarea[name=ground]", "来年3月に、設計の案を示します。")
        walk.fill(page, "input[name=next_on]", (clock.today() + timedelta(days=120)).isoformat())
        walk.press(page, "#draft-form button[type=submit]")
        page.wait_for_timeout(1500)
        walk.go(page, f"/responses/{response}/draft")
        boxes = page.locator("input[name=response_id]")
        for place in range(boxes.count()):
            boxes.nth(place).check()
            walk.presses += 1
        if boxes.count():
            walk.send(page, f"/responses/{response}/join")
    with walk.step("drafter", "決裁に出す / hand in for approval") as page:
        walk.go(page, f"/responses/{response}/draft")
        walk.send(page, f"/responses/{response}/submit")
    with walk.step("approver", "決裁し、公開する / approve and publish") as page:
        walk.go(page, f"/responses/{response}/approve")
        walk.send(page, f"/responses/{response}/approve")
    with walk.step("approver", "「市が回答」に進める / close the answers") as page:
        walk.go(page, f"/staff/rooms/{room}/proposal")
        walk.send(page, f"/staff/rooms/{room}/answered")
    followed(walk, room, response)


def followed(walk: Walk, room: int, response: str) -> None:
    with walk.step("drafter", "進み具合を報告し、終える / report and end the follow-up") as page:
        walk.go(page, f"/answers/{response}/progress")
        walk.press(page, "input[name=horizon][value=one_year], select[name=horizon]")
        if page.locator("select[name=horizon]").count():
            page.locator("select[name=horizon]").select_option("one_year")
            page.locator("select[name=state]").select_option("done")
        else:
            walk.press(page, "input[name=state][value=done]")
        walk.fill(page, "textarea[name=text]", "設計の案を示し、工事を終えました。")
        walk.send(page, f"/answers/{response}/progress")
    with walk.step("approver", "会議室を終える / archive") as page:
        walk.go(page, f"/staff/rooms/{room}/proposal")
        walk.send(page, f"/staff/rooms/{room}/archive")
    worker.drain(walk.city.sites, walk.city.site)
    with walk.step("approver", "記録を確かめる / look at the record") as page:
        walk.go(page, f"/rooms/{room}/record")
        assert page.locator("code.checksum").count() >= 1


def later(days: int) -> None:
    moment = clock.now() + timedelta(days=days)
    start = time.time()
    clock.set_source(lambda: moment + timedelta(seconds=time.time() - start))


def main() -> None:
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as city, sync_playwright() as p:
        clock.set_source(None)
        browser = p.chromium.launch(executable_path="/usr/bin/chromium")
        walk, room = Walk(city, browser), room_of(city)
        print("| 段階 / Step | だれ / Who | 秒 / s | 操作 / presses |\n|---|---|---:|---:|")
        summed_up(walk, room)
        submitted(walk, room)
        answered(walk, room)
        print(f"| 合計 / Sum | | {sum(one[2] for one in walk.steps):.0f} | {sum(one[3] for one in walk.steps)} |")
        browser.close()


if __name__ == "__main__":
    main()
