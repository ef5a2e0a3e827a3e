"""The administrators' site: every page opens for them and nobody else, and no rule can be broken there."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from performance import actions, jobs, recompute, reorganising
from performance.demonstration.sign_ins import PASSWORD
from performance.imports import keeping
from performance.models import (
    Assessment,
    AuditEntry,
    Category,
    ContextNote,
    Dimension,
    Directorate,
    Framework,
    Measure,
    MeasureRole,
    Period,
    Person,
    RagRule,
    Role,
    Scorecard,
    Section,
    StatusLevel,
    StatusScale,
    Submission,
    Target,
)
from tests import scene, world
from tests.admin_site import MODELS, add, add_inline, change, entries, form_of, page_of
from tests.interface import scene as interface_scene
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


@pytest.fixture
def ada(client):
    client.force_login(world.person("ada"))
    return client


# --- Every page, for administrators and for others --------------------------------------------------------


def test_what_is_administered():
    assert {label for label in MODELS if label.startswith("performance")} == {
        "performance.ApiToken",
        "performance.AssessmentRun",
        "performance.AuditEntry",
        "performance.ContextNote",
        "performance.Cover",
        "performance.Dimension",
        "performance.Directorate",
        "performance.Framework",
        "performance.ImportFile",
        "performance.Job",
        "performance.Mail",
        "performance.Measure",
        "performance.Period",
        "performance.Person",
        "performance.RagRule",
        "performance.Reorganisation",
        "performance.Scorecard",
        "performance.Section",
        "performance.Service",
        "performance.StatusScale",
        "performance.Target",
    }


def made_up_things():
    """A row of what the demonstration has none of."""
    measure = world.measure(scene.CHILDREN)
    dimension = Dimension.objects.create(measure=measure, code="age-band", name="Age band")
    Category.objects.create(dimension=dimension, code="0-17", name="Under 18")
    note = ContextNote.objects.create(text="Closed from March 2020.", starts_on=date(2020, 3, 23))
    note.measures.add(measure)
    jobs.run("daily-mails", today=world.TODAY)
    scene.cover_for_mary()
    interface_scene.token()
    ada = world.person("ada")
    reorganising.rename(
        directorate=measure.directorate, new_name="Families", on=world.TODAY, reason="Why", by=ada
    )
    table = b"Measure,Nov 2020\nCalls answered,77.4%"
    keeping.upload(name="table.csv", data=table, given={"directorate": "Calls"}, by=ada)


@pytest.mark.filterwarnings("ignore:The default scheme will be changed")
@pytest.mark.parametrize("label", MODELS)
def test_every_list_and_page_opens_for_an_administrator(ada, label):
    model = MODELS[label]
    made_up_things()
    row = model._default_manager.first()
    pages = {"changelist": page_of(model), "add": page_of(model, "add")}
    if row is not None:
        pages |= {page: page_of(model, page, row.pk) for page in ("change", "history")}

    answers = {page: ada.get(address).status_code for page, address in pages.items()}

    assert row is not None or not label.startswith("performance")
    only_read = model._meta.object_name in (
        "ApiToken",
        "AuditEntry",
        "AssessmentRun",
        "ColumnMapping",
        "Cover",
        "DataImport",
        "GroupFigure",
        "ImportFile",
        "Job",
        "Mail",
        "Observation",
        "Reorganisation",
    )
    assert answers.pop("add") == (403 if only_read or label.startswith("axes") else 200)
    assert set(answers.values()) == {200}


@pytest.mark.parametrize("label", MODELS)
def test_every_list_is_searched_and_filtered(ada, label):
    model = MODELS[label]
    address = page_of(model)
    found = Page(ada.get(address))
    filters = {
        own["href"] for tag, own in found.elements if tag == "a" and own.get("href", "").startswith("?")
    }

    answers = {
        query: ada.get(f"{address}{query}").status_code for query in {"?q=x", "?q=%00", "?o=1.-2", *filters}
    }

    assert answers == dict.fromkeys(answers, 200)


@pytest.mark.parametrize(
    ("label", "words", "count"),
    [
        ("performance.Measure", "direct payments", 2),
        ("performance.Measure", "1C pt 2", 2),
        ("performance.Person", "olive", 1),
        ("performance.Target", "admissions", 2),
        ("performance.Section", "great communities", 1),
        ("performance.AuditEntry", "no such thing", 0),
    ],
)
def test_a_search_finds(ada, label, words, count):
    response = ada.get(page_of(MODELS[label]), {"q": words})

    assert response.context["cl"].result_count == count


@pytest.mark.parametrize("who", ["olive", "mary", "petra", "clive", "dora", "nick", None])
def test_nobody_else_opens_any_of_it(client, who):
    if who:
        client.force_login(world.person(who))
    addresses = []
    for model in MODELS.values():
        row = model._default_manager.first()
        addresses += [page_of(model), page_of(model, "add")]
        addresses += [page_of(model, page, row.pk) for page in ("change", "delete", "history")] if row else []
    before = [model._default_manager.count() for model in MODELS.values()]

    answers = {
        (send, page): getattr(client, send)(page).status_code
        for page in addresses
        for send in ("get", "post")
    }

    assert answers == dict.fromkeys(answers, 302)
    assert [model._default_manager.count() for model in MODELS.values()] == before


@pytest.mark.parametrize("label", ["performance.AuditEntry", "performance.AssessmentRun"])
def test_the_trail_and_the_runs_are_only_read(ada, label):
    model = MODELS[label]
    row = model.objects.first()
    pages = [page_of(model, "add"), *(page_of(model, page, row.pk) for page in ("change", "delete"))]
    count = model.objects.count()

    answers = [ada.post(page, {"post": "yes"}).status_code for page in pages]
    action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    ada.post(page_of(model), action)

    assert answers == [403, 403, 403]
    assert model.objects.count() == count


def test_figures_packs_and_groups_are_not_administered_at_all():
    assert {"performance.Submission", "performance.Pack", "performance.PackFile", "auth.Group"}.isdisjoint(
        MODELS
    )


# --- Measures ---------------------------------------------------------------------------------------------


def test_a_change_of_a_measure_is_in_the_trail_with_from_to_and_by(ada):
    measure = world.measure(scene.DRAFT)
    title = measure.title

    response = change(ada, measure, title="Adults with a direct payment")

    [entry] = entries("configuration changed")
    assert response.status_code == 302
    assert (entry.before, entry.after) == ({"title": title}, {"title": "Adults with a direct payment"})
    assert (entry.by.name, entry.measure, entry.subject_type) == ("Ada Admin", measure, "measure")


def test_a_new_measure_is_in_the_trail(ada):
    response = add(
        ada,
        Measure,
        title="A new one",
        slug="a-new-one",
        unit_kind="percent",
        polarity="high",
        directorate=Directorate.objects.first().pk,
    )

    made = Measure.objects.get(slug="a-new-one")
    assert response.status_code == 302
    assert [(entry.measure, entry.after["title"]) for entry in entries("configured")] == [(made, "A new one")]


def test_a_measure_with_figures_keeps_its_name_and_its_unit(ada):
    measure = world.measure(scene.DRAFT)
    fixed = ["slug", "unit_kind", "rate_per", "entry_basis", "frequency", "year_basis"]
    before = {name: getattr(measure, name) for name in fixed}

    form = form_of(ada, page_of(Measure, "change", measure.pk))
    sent = {"slug": "another", "unit_kind": "count", "rate_per": "5", "entry_basis": "period"}
    response = change(ada, measure, **sent, frequency="annual", year_basis="academic")

    measure.refresh_from_db()
    assert [name for name in fixed if name in form] == []
    assert (response.status_code, {name: getattr(measure, name) for name in fixed}) == (302, before)


def test_a_measure_without_figures_may_still_be_named(ada):
    measure = world.measure(scene.CHILDREN)

    response = change(ada, measure, slug="visits-on-time")

    measure.refresh_from_db()
    assert (response.status_code, measure.slug) == (302, "visits-on-time")


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit_kind": "rate", "rate_per": "0"},
        {"unit_kind": "percent", "rate_per": "100"},
        {"decimals": "7"},
        {"slug": scene.DRAFT},
        {"window_length_months": "-1"},
        {"title": ""},
    ],
)
def test_a_measure_that_breaks_a_rule_is_refused_on_its_form(ada, wrong):
    measure = world.measure(scene.CHILDREN)
    before = AuditEntry.objects.count()

    response = change(ada, measure, **wrong)

    assert (response.status_code, AuditEntry.objects.count()) == (200, before)
    assert response.context["errors"]


def test_a_measure_with_figures_is_not_deleted(ada):
    measure = world.measure(scene.DRAFT)

    one = ada.post(page_of(Measure, "delete", measure.pk), {"post": "yes"})
    action = {"action": "delete_selected", "_selected_action": [measure.pk], "post": "yes"}
    many = ada.post(page_of(Measure), action)

    assert (one.status_code, many.status_code, entries("deleted")) == (200, 200, [])
    assert "Cannot delete measure" in Page(one).text
    for response in (one, many):
        assert "To take it out of use, open it, set its state to “Retired”" in Page(response).text
        assert "permission" not in Page(response).text
    assert Measure.objects.filter(pk=measure.pk).exists()


def test_locked_fields_of_a_measure_with_figures_say_why(ada):
    sentence = (
        "cannot be changed. Where that has to be otherwise from now on, retire this measure and add another."
    )
    fresh = Measure.objects.create(
        slug="fresh",
        title="Fresh",
        unit_kind="count",
        polarity="high",
        directorate=Directorate.objects.first(),
    )
    assert sentence in Page(ada.get(page_of(Measure, "change", world.measure(scene.DRAFT).pk))).text
    assert sentence not in Page(ada.get(page_of(Measure, "change", fresh.pk))).text
    assert sentence not in Page(ada.get(page_of(Measure, "add"))).text


def test_a_measure_on_which_nothing_rests_is_deleted(ada):
    fresh = Measure.objects.create(
        slug="fresh",
        title="Fresh",
        unit_kind="count",
        polarity="high",
        directorate=Directorate.objects.first(),
    )
    assert "Are you sure" in Page(ada.get(page_of(Measure, "delete", fresh.pk))).text
    action = {"action": "delete_selected", "_selected_action": [fresh.pk]}
    assert "Are you sure" in Page(ada.post(page_of(Measure), action)).text
    ada.post(page_of(Measure, "delete", fresh.pk), {"post": "yes"})
    assert not Measure.objects.filter(slug="fresh").exists()


@pytest.mark.parametrize("way", ["one", "action"])
def test_what_is_in_use_nowhere_is_deleted_and_in_the_trail(ada, way):
    made = Directorate.objects.create(name="Nobody's")
    if way == "one":
        ada.post(page_of(Directorate, "delete", made.pk), {"post": "yes"})
    else:
        action = {"action": "delete_selected", "_selected_action": [made.pk], "post": "yes"}
        ada.post(page_of(Directorate), action)

    [entry] = entries("deleted")
    assert not Directorate.objects.filter(name="Nobody's").exists()
    assert (entry.subject_label, entry.before["name"], entry.after["name"]) == ("Nobody's", "Nobody's", None)


def test_sign_in_attempts_stand_last_and_are_called_what_they_are(ada):
    apps = [app["name"] for app in ada.get("/admin/").context["app_list"]]
    assert (apps[0], apps[-1]) == ("Benchmarking", "Sign-in attempts")


def test_roles_are_headed_by_the_role(ada):
    olive, measure = world.person("olive"), world.measure(scene.DRAFT)
    role = f"Role: Owner of {measure.title}: Olive Owner"
    assert role in Page(ada.get(page_of(Measure, "change", measure.pk))).text
    assert role in Page(ada.get(page_of(Person, "change", olive.pk))).text
    assert (
        "Role: Scrutiny clerk, whole council"
        in Page(ada.get(page_of(Person, "change", world.person("clive").pk))).text
    )


def test_a_measure_has_one_owner(ada):
    """A second one beside the first, and two at once on a measure that has none."""
    oscar, dee = world.person("oscar").pk, world.person("dee").pk
    ownerless = world.measure(scene.CHILDREN)
    ownerless.measure_roles.all().delete()

    second = add_inline(ada, world.measure(scene.DRAFT), "measure_roles", person=oscar, kind="owner")
    address = page_of(Measure, "change", ownerless.pk)
    data = form_of(ada, address) | {"measure_roles-TOTAL_FORMS": "2"}
    data |= {"measure_roles-0-person": oscar, "measure_roles-0-kind": "owner"}
    data |= {"measure_roles-1-person": dee, "measure_roles-1-kind": "owner"}
    two = ada.post(address, data)

    assert (second.status_code, two.status_code) == (200, 200)
    assert MeasureRole.objects.filter(measure=ownerless).count() == 0
    assert MeasureRole.objects.filter(measure__slug=scene.DRAFT, kind="owner").count() == 1


def rows_of(form, kind):
    """The names of a measure's form that hold this kind, without "-kind"."""
    return [
        name.removesuffix("-kind") for name, text in form.items() if name.endswith("-kind") and text == kind
    ]


def owners(measure):
    return [role.person.name for role in measure.measure_roles.filter(kind="owner")]


def test_a_measure_is_given_to_another_owner_in_one_step(ada):
    measure = world.measure(scene.DRAFT)
    [row] = rows_of(form_of(ada, page_of(Measure, "change", measure.pk)), "owner")

    response = change(ada, measure, **{f"{row}-person": world.person("oscar").pk})

    entry = AuditEntry.objects.get(subject_type="measurerole", by__name="Ada Admin")
    assert (response.status_code, owners(measure)) == (302, ["Oscar Owner"])
    assert (entry.before, entry.after) == ({"person": "Olive Owner"}, {"person": "Oscar Owner"})
    assert entry.measure == measure


def test_an_owner_and_a_deputy_change_places_in_one_step(ada):
    measure = world.measure(scene.DRAFT)
    form = form_of(ada, page_of(Measure, "change", measure.pk))
    [owner], [deputy] = rows_of(form, "owner"), rows_of(form, "deputy")

    response = change(ada, measure, **{f"{owner}-kind": "deputy", f"{deputy}-kind": "owner"})

    trail = AuditEntry.objects.filter(subject_type="measurerole", by__name="Ada Admin")
    assert (response.status_code, owners(measure)) == (302, ["Dee Deputy"])
    assert sorted((entry.before["kind"], entry.after["kind"]) for entry in trail) == [
        ("deputy", "owner"),
        ("owner", "deputy"),
    ]


def test_an_owner_is_taken_away_for_a_new_one_in_one_step(ada):
    measure = world.measure(scene.DRAFT)
    [row] = rows_of(form_of(ada, page_of(Measure, "change", measure.pk)), "owner")
    new = {"measure_roles-3-person": world.person("oscar").pk, "measure_roles-3-kind": "owner"}

    response = change(ada, measure, **{f"{row}-DELETE": "on", "measure_roles-TOTAL_FORMS": "4"}, **new)

    assert (response.status_code, owners(measure)) == (302, ["Oscar Owner"])


# --- Targets ----------------------------------------------------------------------------------------------


def target_fields(**changes):
    measure = world.measure(scene.DRAFT)
    return {
        "measure": measure.pk,
        "year": world.year_2020().pk,
        "kind": "at_least",
        "value": "45",
        "as_entered": "45%",
        "rule": RagRule.objects.get(name="Points off target", version=1).pk,
    } | changes


def targets():
    return Target.objects.filter(measure__slug=scene.DRAFT, year=world.year_2020()).order_by("version")


def test_a_second_target_supersedes_the_first_with_a_reason(ada):
    first = targets().get()

    response = add(ada, Target, **target_fields(reason="Agreed by Cabinet"))

    old, new = targets()
    assert response.status_code == 302
    assert (old, old.value, old.version) == (first, first.value, 1)
    assert (new.value, new.version, new.reason, new.recorded_by.name) == (
        45,
        2,
        "Agreed by Cabinet",
        "Ada Admin",
    )
    assert [(limit.level.code, limit.reach) for limit in new.limits.all()] == [
        ("green", Decimal("0.5")),
        ("amber", Decimal(5)),
    ]
    [entry] = entries("target superseded")
    assert (entry.before, entry.after, entry.reason) == (
        {"target": str(first)},
        {"target": "45% (2020/21)"},
        "Agreed by Cabinet",
    )


def test_a_target_judges_anew_what_is_open(month, ada):
    add(ada, Target, **target_fields(value="99", as_entered="99%", reason="Raised"))
    recompute.recompute_due()

    judged = Assessment.objects.get(submission__measure__slug=scene.DRAFT, period=world.november())
    assert (judged.level.code, judged.target.version) == ("red", 2)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "Say why the target changes; the reason is printed with it."),
        ({"reason": "   "}, "Say why the target changes; the reason is printed with it."),
        ({"reason": "x", "value": ""}, "Enter the target."),
        ({"reason": "x", "rule": ""}, "Choose the rule that judges this target."),
        ({"reason": "x", "kind": "at_most"}, "High is good for this measure"),
        ({"reason": "x", "kind": "none"}, "This kind of target has no figure."),
        ({"reason": "x", "lower": "40"}, "Limits of a band go only with a target of the kind"),
        ({"reason": "x", "limit_1": "6", "limit_2": "5"}, "Each level has to reach at least as far"),
        ({"reason": "x", "limit_1": "6"}, "Each level has to reach at least as far"),
        ({"reason": "x", "limit_1": "-1"}, "A limit is a distance from the target"),
        ({"reason": "x", "limit_2": "1e5"}, "is not a number"),
        ({"reason": "x", "value": "1e5000"}, ""),
        ({"reason": "x", "value": "NaN"}, "Enter a number."),
        ({"reason": "x", "measure": ""}, "This field is required."),
        ({"reason": "x", "year": ""}, "This field is required."),
    ],
)
def test_a_target_that_is_wrong_is_refused_on_its_form(ada, wrong, sentence):
    response = add(ada, Target, **target_fields(**wrong))

    text = Page(response).text
    assert (response.status_code, targets().count()) == (200, 1)
    assert (sentence in text, "Constraint" in text) == (True, False)
    assert response.context["errors"]


def test_limits_of_a_targets_own(ada):
    add(
        ada,
        Target,
        **target_fields(reason="x", limit_1="1", limit_2="10", limits_note="Set by Cabinet"),
    )

    limits = [(limit.level.code, limit.reach) for limit in targets().last().limits.all()]
    assert limits == [("green", 1), ("amber", 10)]


def test_a_target_is_never_edited_nor_deleted(ada):
    first = targets().get()
    address = page_of(Target, "change", first.pk)

    shown = ada.get(address)
    answers = [
        ada.post(address, target_fields(value="99", reason="x")).status_code,
        ada.post(page_of(Target, "delete", first.pk), {"post": "yes"}).status_code,
    ]

    assert (shown.status_code, answers) == (200, [403, 403])
    assert "value" not in Page(shown).fields
    assert (targets().count(), targets().get().value) == (1, first.value)


# --- Rules and scales -------------------------------------------------------------------------------------


def test_a_rule_in_use_is_neither_changed_nor_deleted(ada):
    rule = RagRule.objects.get(name="Points off target")
    address = page_of(RagRule, "change", rule.pk)

    answers = [
        ada.get(address).status_code,
        ada.post(address, {"name": "Another", "basis": "relative"}).status_code,
        ada.post(page_of(RagRule, "delete", rule.pk), {"post": "yes"}).status_code,
    ]
    action = {"action": "delete_selected", "_selected_action": [rule.pk], "post": "yes"}
    ada.post(page_of(RagRule), action)

    rule.refresh_from_db()
    assert (answers, rule.name, rule.basis) == ([200, 403, 403], "Points off target", "points")


def test_a_rule_in_use_nowhere_may_be_changed(ada):
    rule = RagRule.objects.create(
        name="New",
        version=2,
        basis="points",
        scale=StatusScale.objects.get(name="Red, amber, green"),
        explanation="As before.",
    )

    response = change(ada, rule, explanation="In other words.")

    rule.refresh_from_db()
    assert (response.status_code, rule.explanation) == (302, "In other words.")
    assert entries("configuration changed")[0].after == {"explanation": "In other words."}


def test_a_rule_without_a_limit_for_each_level_makes_no_target(ada):
    """A scale of three levels has two limits; a rule that holds none cannot judge."""
    rule = RagRule.objects.create(
        name="New",
        version=2,
        basis="points",
        scale=StatusScale.objects.get(name="Red, amber, green"),
        explanation="No limits yet.",
    )

    response = add(ada, Target, **target_fields(reason="x", rule=rule.pk))

    assert (response.status_code, targets().count()) == (200, 1)
    assert "Give a limit for each level of the status scale but the last." in Page(response).text


def test_levels_of_a_scale_in_use_keep_their_number_and_order(month, ada):
    """One more level and no target's limits would fit any longer: nothing could be judged."""
    scale = StatusScale.objects.get()
    before = list(StatusLevel.objects.values_list("position", "code"))

    more = {"position": 4, "code": "grey", "word": "Grey", "letter": "X", "shape": "square", "colour": "blue"}
    add_inline(ada, scale, "levels", **more)
    change(ada, scale, **{"levels-2-DELETE": "on"})
    change(ada, scale, **{"levels-0-position": "5", "levels-1-code": "yellow"})

    assert list(StatusLevel.objects.values_list("position", "code")) == before
    assert recompute.recompute_everything().differed == 0


def test_a_level_of_a_scale_in_use_may_be_worded_anew(ada):
    scale = StatusScale.objects.get()

    response = change(ada, scale, **{"levels-0-word": "On track"})

    assert (response.status_code, StatusLevel.objects.get(code="green").word) == (302, "On track")
    assert entries("configuration changed")[-1].after == {"word": "On track"}


# --- People -----------------------------------------------------------------------------------------------


def test_whoever_owns_measures_does_not_leave(ada):
    olive = world.person("olive")
    form = form_of(ada, page_of(Person, "change", olive.pk))
    del form["is_active"]

    response = ada.post(page_of(Person, "change", olive.pk), form)

    olive.refresh_from_db()
    text = Page(response).text
    assert (response.status_code, olive.is_active) == (200, True)
    assert "This person still owns 21 measures (" in text
    assert olive.measure_roles.filter(kind="owner").first().measure.title in text
    assert "Give each another owner first." in text


def test_whoever_owns_nothing_leaves_and_is_signed_out(ada):
    nick = world.person("nick")
    browser = Client()
    browser.force_login(nick)
    form = form_of(ada, page_of(Person, "change", nick.pk))
    del form["is_active"]

    response = ada.post(page_of(Person, "change", nick.pk), form)

    nick.refresh_from_db()
    assert (response.status_code, nick.is_active) == (302, False)
    assert (browser.get("/").status_code, browser.get("/")["Location"]) == (302, "/sign-in/?next=/")
    [entry] = entries("configuration changed")
    assert (entry.before, entry.after) == ({"is_active": True}, {"is_active": False})


def test_a_new_password_ends_the_sessions(ada):
    browser = Client()
    browser.post("/sign-in/", {"username": "olive.owner@example.org", "password": PASSWORD})
    before = browser.get("/my-measures/").status_code

    response = change(ada, world.person("olive"), new_password="horse-battery-staple")

    after = browser.get("/my-measures/").status_code
    sign_in = {"username": "olive.owner@example.org", "password": "horse-battery-staple"}
    again = browser.post("/sign-in/", sign_in).status_code
    assert (before, response.status_code, after, again) == (200, 302, 302, 302)


def test_no_password_is_ever_shown_or_kept_in_the_trail(ada):
    olive = world.person("olive")
    change(ada, olive, new_password="horse-battery-staple", post="Lead")
    olive.refresh_from_db()

    page = ada.get(page_of(Person, "change", olive.pk)).content.decode()
    trail = str([(entry.before, entry.after) for entry in AuditEntry.objects.all()])

    assert [olive.password in text for text in (page, trail)] == [False, False]
    assert ["horse-battery-staple" in text for text in (page, trail)] == [False, False]


@pytest.mark.parametrize("password", ["short", "password1234", "olive.owner@example.org"])
def test_a_password_that_is_easily_guessed_is_refused(ada, password):
    olive = world.person("olive")

    changed = change(ada, olive, new_password=password)
    made = add(ada, Person, email="new@example.org", name="New Person", first_password="password1234")

    olive.refresh_from_db()
    assert (changed.status_code, made.status_code) == (200, 200)
    assert olive.check_password(PASSWORD)
    assert not Person.objects.filter(email="new@example.org").exists()


def test_without_a_new_password_the_old_one_stays(ada):
    change(ada, world.person("olive"), post="Lead")

    assert world.person("olive").check_password(PASSWORD)


def test_a_new_person_signs_in_with_the_first_password(ada):
    password = "horse-battery-staple"
    response = add(ada, Person, email="New.Person@Example.org", name="New Person", first_password=password)

    browser = Client()
    signed_in = browser.post("/sign-in/", {"username": "new.person@example.org", "password": password})
    assert (response.status_code, signed_in.status_code) == (302, 302)
    assert [entry.after["name"] for entry in entries("configured")] == ["New Person"]


def test_an_address_is_given_to_one_person_in_whatever_capitals(ada):
    response = add(
        ada, Person, email="OLIVE.owner@example.org", name="Twin", first_password="horse-battery-staple"
    )

    assert (response.status_code, Person.objects.filter(name="Twin").exists()) == (200, False)


def test_roles_given_and_taken_away_are_in_the_trail(ada):
    nick = world.person("nick")
    adults = Directorate.objects.get(name="Adults and Communities")

    given = add_inline(ada, nick, "roles", kind="manager", directorate=adults.pk)
    role = Role.objects.get(person=nick)
    changed = change(ada, nick, **{"roles-0-directorate": ""})
    taken = change(ada, nick, **{"roles-0-DELETE": "on"})

    assert [response.status_code for response in (given, changed, taken)] == [302, 302, 302]
    trail = AuditEntry.objects.filter(subject_type="role", subject_id=role.pk).order_by("pk")
    assert [(entry.verb, entry.by.name) for entry in trail] == [
        ("configured", "Ada Admin"),
        ("configuration changed", "Ada Admin"),
        ("deleted", "Ada Admin"),
    ]
    assert (trail[1].before, trail[1].after) == (
        {"directorate": "Adults and Communities"},
        {"directorate": None},
    )
    assert not Role.objects.filter(person=nick).exists()


def test_a_manager_is_given_a_level_of_sign_off(ada):
    nick = world.person("nick")

    first = add_inline(ada, nick, "roles", kind="manager")
    second = add_inline(ada, nick, "roles", kind="manager", level="2")

    assert [response.status_code for response in (first, second)] == [302, 302]
    assert list(Role.objects.filter(person=nick).values_list("level", flat=True)) == [1, 2]


def test_a_second_level_that_nobody_gives_is_said_when_it_is_switched_on(ada):
    adults = Directorate.objects.get(name="Adults and Communities")
    sentence = f"Nobody gives the second sign-off of {adults} yet: no manager has that level."

    alone = change(ada, adults, sign_off_levels="2", follow=True).content.decode()
    Role.objects.filter(person=world.person("dora"), kind="manager").update(level=2)
    change(ada, adults, sign_off_levels="1")
    given = change(ada, adults, sign_off_levels="2", follow=True).content.decode()

    assert (sentence in alone, sentence in given) == (True, False)
    adults.refresh_from_db()
    assert adults.sign_off_levels == 2


def test_whoever_leaves_is_named_with_what_they_leave_behind(ada):
    scene.cover_for_mary("marcus")
    scene.cover_for_mary("nick")
    marcus = world.person("marcus")
    action = actions.raise_action(
        measure=world.measure("heritage-visits"),
        what="Open the museum on Sundays.",
        post="Head of Museums",
        due_on=world.TODAY,
        by=marcus,
        today=world.TODAY,
    )

    page = change(ada, marcus, is_active="", follow=True).content.decode()
    mary = ada.get(page_of(Person, "hand_over", world.person("mary").pk)).content.decode()
    olive = ada.get(page_of(Person, "hand_over", world.person("olive").pk)).content.decode()

    assert "Marcus Manager has left. They sign off for Mary Manager from 10 December 2020" in page
    assert f"They raised an action that is open: “{action.what}”" in page
    assert "Nick Newcomer signs off for them from 10 December 2020 until further notice" in mary
    assert "Stays with them" not in olive


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "clerk", "directorate": True},
        {"kind": "manager", "service": True},
        {"kind": "officer", "level": True},
        {"kind": "king"},
    ],
)
def test_a_role_that_breaks_a_rule_is_refused_on_its_form(ada, wrong):
    adults = Directorate.objects.get(name="Adults and Communities")
    places = {"directorate": adults.pk, "service": adults.services.first().pk, "level": "2"}
    fields = {name: places.get(name, text) for name, text in wrong.items()}

    response = add_inline(ada, world.person("nick"), "roles", **fields)

    assert (response.status_code, Role.objects.filter(person__name="Nick Newcomer").count()) == (200, 0)


def test_a_service_goes_with_its_own_directorate(ada):
    """Else a manager's queue and the right to approve would not agree."""
    children, adults = world.measure(scene.CHILDREN).directorate, world.measure(scene.DRAFT)
    service = adults.service.pk

    role = add_inline(
        ada, world.person("nick"), "roles", kind="manager", directorate=children.pk, service=service
    )
    measure = change(ada, world.measure(scene.CHILDREN), service=service)

    sentence = "Adult social care is a part of Adults and Communities, not of Children and Family Services."
    assert [sentence in Page(response).text for response in (role, measure)] == [True, True]
    assert not Role.objects.filter(person__name="Nick Newcomer").exists()
    assert world.measure(scene.CHILDREN).service is None


def test_the_same_role_twice_at_once_is_refused_and_no_fault(ada):
    nick = world.person("nick")
    address = page_of(Person, "change", nick.pk)
    data = form_of(ada, address) | {
        "roles-TOTAL_FORMS": "2",
        "roles-0-kind": "clerk",
        "roles-1-kind": "clerk",
    }

    response = ada.post(address, data)

    assert response.status_code in (200, 302)
    assert (Role.objects.filter(person=nick).count(), entries("configured")) == (0, [])


def test_a_person_with_figures_is_not_deleted(ada):
    scene.enter(scene.DRAFT, "45.6")
    olive = world.person("olive")

    response = ada.post(page_of(Person, "delete", olive.pk), {"post": "yes"})

    assert (response.status_code, Person.objects.filter(pk=olive.pk).exists()) == (200, True)
    assert Submission.objects.filter(created_by=olive).exists()


# --- Periods and scorecards -------------------------------------------------------------------------------


def test_a_period_with_figures_keeps_its_span_and_moves_its_days(month, ada):
    november = world.november()
    form = form_of(ada, page_of(Period, "change", november.pk))

    response = change(ada, november, due_on="18/12/2020", start="01/10/2020")

    november.refresh_from_db()
    assert [name for name in ("kind", "basis", "start", "end", "year") if name in form] == []
    assert (response.status_code, november.start, november.due_on) == (
        302,
        date(2020, 11, 1),
        date(2020, 12, 18),
    )
    [entry] = entries("configuration changed")
    assert (entry.before, entry.after) == ({"due_on": "2020-12-14"}, {"due_on": "2020-12-18"})


@pytest.mark.parametrize(
    "wrong",
    [{"due_on": "01/11/2020"}, {"closes_on": "13/12/2020"}, {"opens_on": ""}, {"due_on": "31/02/2021"}],
)
def test_days_in_the_wrong_order_are_refused_on_the_form(ada, wrong):
    response = change(ada, world.november(), **wrong)

    assert (response.status_code, world.november().due_on) == (200, date(2020, 12, 14))


def test_a_scorecard_leads_to_its_dashboard(ada):
    page = Page(ada.get(page_of(Scorecard)))

    assert ("a", {"href": f"/dashboard/{Scorecard.objects.get().slug}/"}) in page.elements


def test_a_placement_is_in_the_trail_of_its_measure(ada):
    section = Section.objects.filter(children=None).first()
    measure = world.measure(scene.CHILDREN)

    response = add_inline(ada, section, "placements", measure=measure.pk, position=99, shown_as="row")

    [entry] = entries("configured")
    assert (response.status_code, entry.subject_type, entry.measure) == (302, "placement", measure)


def test_a_framework_in_use_is_not_deleted(ada):
    framework = Framework.objects.get(short_name="ASCOF")

    response = ada.post(page_of(Framework, "delete", framework.pk), {"post": "yes"})

    assert (response.status_code, Framework.objects.filter(pk=framework.pk).exists()) == (200, True)
