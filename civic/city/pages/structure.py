"""Doors of what a city is made of: sections and their reorganisation, topics, election periods."""

from starlette.responses import Response

from civic.city import actions, forms, queries
from civic.clock import today
from civic.i18n import sentence
from civic.permissions import require
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def sections(visit: Visit) -> Response:
    require(visit.viewer, "section.change")
    found = queries.all_sections(visit.db)
    names = {section.id: section.name for section in found}
    return visit.render("city/sections.html", sections=found, names=names, today=today(visit.now))


@page(method="POST", again=sections)
def add_section(visit: Visit) -> Response:
    form = forms.AddSection.read(visit.form)
    actions.add_section(
        visit.db, visit.viewer, code=form.code, name=form.name, kana=form.kana, starts_on=form.starts_on, now=visit.now
    )
    visit.say(sentence("city.section_added"))
    return visit.go("city.sections")


@page()
def section_ending(visit: Visit) -> Response:
    require(visit.viewer, "section.change")
    section = visit.need(queries.section(visit.db, visit.number("section_id")))
    others = [s for s in queries.all_sections(visit.db) if s.id != section.id and s.ends_on is None]
    return visit.render("city/section_ending.html", section=section, others=others)


@page(method="POST", again=section_ending)
def end_section(visit: Visit) -> Response:
    form = forms.EndSection.read(visit.form)
    section = visit.need(queries.section(visit.db, visit.number("section_id")))
    successor = visit.need(queries.section(visit.db, form.successor_id)) if form.successor_id else None
    actions.end_section(visit.db, visit.viewer, section, ends_on=form.ends_on, successor=successor, now=visit.now)
    visit.say(sentence("city.section_ended"))
    return visit.go("city.sections")


@page()
def topics(visit: Visit) -> Response:
    require(visit.viewer, "topic.change")
    return visit.render("city/topics.html", topics=queries.topics(visit.db))


@page(method="POST", again=topics)
def add_topic(visit: Visit) -> Response:
    form = forms.AddTopic.read(visit.form)
    parent = visit.need(queries.topic(visit.db, form.parent_id)) if form.parent_id else None
    actions.add_topic(visit.db, visit.viewer, code=form.code, name=form.name, parent=parent, now=visit.now)
    visit.say(sentence("city.topic_added"))
    return visit.go("city.topics")


@page()
def topic_naming(visit: Visit) -> Response:
    require(visit.viewer, "topic.change")
    return visit.render("city/topic_naming.html", topic=visit.need(queries.topic(visit.db, visit.number("topic_id"))))


@page(method="POST", again=topic_naming)
def rename_topic(visit: Visit) -> Response:
    form = forms.RenameTopic.read(visit.form)
    topic = visit.need(queries.topic(visit.db, visit.number("topic_id")))
    actions.rename_topic(visit.db, visit.viewer, topic, name=form.name, position=form.position, now=visit.now)
    visit.say(sentence("city.topic_renamed"))
    return visit.go("city.topics")


@page()
def elections(visit: Visit) -> Response:
    require(visit.viewer, "election_period.set")
    return visit.render("city/elections.html", periods=queries.election_periods(visit.db), today=today(visit.now))


@page(method="POST", again=elections)
def set_election_period(visit: Visit) -> Response:
    form = forms.SetElectionPeriod.read(visit.form)
    actions.set_election_period(
        visit.db, visit.viewer, name=form.name, notice_on=form.notice_on, vote_on=form.vote_on, now=visit.now
    )
    visit.say(sentence("city.election_set"))
    return visit.go("city.elections")


routes = [
    route("/staff/sections", sections, add_section),
    route("/staff/sections/{section_id:int}/end", section_ending, end_section),
    route("/staff/topics", topics, add_topic),
    route("/staff/topics/{topic_id:int}", topic_naming, rename_topic),
    route("/staff/elections", elections, set_election_period),
]
