"""Who may see and do what. Views, templates, verbs and the admin ask these predicates and nothing else.

What a person may not see is 404; what they may see but not do is 403.
"""

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from performance.models import (
    Action,
    ApiToken,
    Contributor,
    Copy,
    Cover,
    Measure,
    MeasureRole,
    Override,
    Pack,
    Person,
    Placement,
    Restatement,
    ReturnFile,
    Role,
    SignOff,
    Stage,
    Submission,
    TargetProposal,
)
from performance.models.people import hold_roles


def _roles(person, *kinds):
    return [role for role in person.held_roles if role.kind in kinds]


def _scope(person, *kinds, prefix="", by_service=True):
    """A filter over measures: those within this person's roles of these kinds; None for no role at all."""
    condition = None
    for role in _roles(person, *kinds):
        if role.directorate_id is None:
            return Q()
        part = _area(role, prefix, by_service)
        condition = part if condition is None else condition | part
    return condition


def _area(role, prefix="", by_service=True):
    """A filter over measures: those of the council, directorate or service that a role is held for."""
    if role.directorate_id is None:
        return Q()
    area = Q(**{f"{prefix}directorate": role.directorate_id})
    if role.service_id and by_service:
        area &= Q(**{f"{prefix}service": role.service_id})
    return area


def _covers(role, measure):
    if role.directorate_id is None:
        return True
    if role.service_id:
        return role.service_id == measure.service_id
    return role.directorate_id == measure.directorate_id


def holds(person, kind):
    """Whether this person holds a role of this kind anywhere."""
    return person.is_active and bool(_roles(person, kind))


def has_any_role(person):
    return person.is_active and (bool(person.held_roles) or has_measures(person))


def has_measures(person):
    if not hasattr(person, "_has_measures"):
        person._has_measures = MeasureRole.objects.filter(person=person).exists()
    return person._has_measures


# --- Measures and approved figures ---------------------------------------------------------------


def visible_measures(person):
    """Measures whose approved figures this person may see.

    Managers and officers see the directorates that their roles are in (or the council), clerks and
    administrators the council, and owners, deputies and providers their measures' directorates.
    """
    if not person.is_active:
        return Measure.objects.none()
    scope = _scope(person, *Role.Kind.values, by_service=False)
    if scope == Q():
        return Measure.objects.all()
    if has_measures(person):
        own = Q(directorate__measures__measure_roles__person=person)
        scope = own if scope is None else scope | own
    if scope is None:
        return Measure.objects.none()
    return Measure.objects.filter(scope).distinct()


def may_see_open_figure(person, measure):
    """Drafts, submitted and returned figures: the measure's own people, its managers and officers."""
    if not person.is_active:
        return False
    if any(_covers(role, measure) for role in _roles(person, Role.Kind.MANAGER, Role.Kind.OFFICER)):
        return True
    return is_steward(person, measure)


def visible_submissions(person):
    """Submissions this person may see: figures in force of visible measures, and open ones in scope."""
    visible = Submission.objects.filter(measure__in=visible_measures(person))
    in_force = Q(status__in=[*Submission.IN_FORCE, Submission.Status.SUPERSEDED])
    steward = Exists(MeasureRole.objects.filter(measure=OuterRef("measure"), person=person))
    scope = _scope(person, Role.Kind.MANAGER, Role.Kind.OFFICER, prefix="measure__")
    if scope == Q():
        return visible
    condition = Q(steward) | in_force
    return visible.filter(condition if scope is None else condition | scope)


# --- Entering and submitting ---------------------------------------------------------------------


def _measure_kinds(person, measure):
    """The kinds in which a person answers for a measure."""
    return set(MeasureRole.objects.filter(person=person, measure=measure).values_list("kind", flat=True))


def is_steward(person, measure):
    """Owner, deputy or data provider of this measure."""
    return person.is_active and bool(_measure_kinds(person, measure))


def may_enter(person, measure):
    """Owners, deputies and data providers write drafts."""
    return is_steward(person, measure)


def may_submit(person, measure):
    """Owners and deputies submit and withdraw; a data provider's drafts wait for them."""
    return person.is_active and bool(
        _measure_kinds(person, measure) & {MeasureRole.Kind.OWNER, MeasureRole.Kind.DEPUTY}
    )


def submittable_measures(person):
    """The measures whose figures this person may submit: `may_submit` of many at once."""
    if not person.is_active:
        return Measure.objects.none()
    kinds = (MeasureRole.Kind.OWNER, MeasureRole.Kind.DEPUTY)
    return Measure.objects.filter(measure_roles__person=person, measure_roles__kind__in=kinds)


# --- Returns -------------------------------------------------------------------------------------


def may_return_figures(person):
    """Whoever enters figures may also download them as a workbook and bring it back."""
    return person.is_active and has_measures(person)


def may_see_returns(person):
    """Those who upload returns, and performance officers, who see what became of them."""
    return may_return_figures(person) or holds(person, Role.Kind.OFFICER)


def visible_returns(person):
    """One's own uploads, and for a performance officer those whose figures all lie within their roles."""
    if not person.is_active:
        return ReturnFile.objects.none()
    own = Q(uploaded_by=person)
    scope = _scope(person, Role.Kind.OFFICER)
    if scope is None:
        return ReturnFile.objects.filter(own)
    if scope == Q():
        return ReturnFile.objects.all()
    overseen = set(Measure.objects.filter(scope).values_list("pk", flat=True))
    listed = ReturnFile.objects.exclude(own).values_list("pk", "report__measures")
    within = [pk for pk, held in listed if held and overseen.issuperset(held)]
    return ReturnFile.objects.filter(own | Q(pk__in=within))


# --- Approving -----------------------------------------------------------------------------------


def manages(person, measure):
    """A manager of this measure, in their own name or in the place of one whom they cover."""
    return person.is_active and any(_covers(role, measure) for role in _roles(person, Role.Kind.MANAGER))


def _signing_roles(person, measure, level=None):
    """The roles by which a person gives a level of sign-off, or any; with one level every manager gives it.

    Where a second level was switched off while figures waited for it, any manager's sign-off is the last.
    """
    roles = [role for role in _roles(person, Role.Kind.MANAGER) if _covers(role, measure)]
    is_any = level is None or measure.directorate.sign_off_levels == 1
    return [role for role in roles if is_any or role.level == level]


def signs(person, measure, level, signed=frozenset()):
    """Whether this person gives this level of sign-off of the measure's figures.

    Not by the roles of those who have `signed` another level: their cover is no second pair of eyes.
    """
    roles = _signing_roles(person, measure, level)
    return person.is_active and any(role.person_id not in signed for role in roles)


def stands_in_for(person, measure, level=None, signed=frozenset()):
    """The manager in whose place a person gives a level of sign-off, or any; None where it is their own."""
    roles = [role for role in _signing_roles(person, measure, level) if role.person_id not in signed]
    if not roles or any(role.person_id == person.pk for role in roles):
        return None
    return roles[0].person


def contributed(person, submission):
    """Whether this person entered, changed or submitted any part of this revision."""
    return Contributor.objects.filter(submission=submission, person=person).exists()


def signers(submission):
    """The keys of those who have given another level of sign-off of this revision than the one it awaits."""
    awaited = submission.levels_signed + 1
    return {given.by_id for given in submission.sign_offs.all() if given.level != awaited}


def has_signed(person, submission):
    """Whether this person has given another level of sign-off of this revision than the one it awaits."""
    return person.pk in signers(submission)


def may_approve(person, submission):
    """Who gives the level of sign-off that is awaited, and has no other part in the revision: four eyes."""
    return (
        signs(person, submission.measure, submission.levels_signed + 1, signers(submission))
        and not contributed(person, submission)
        and not has_signed(person, submission)
    )


def has_approver(*submissions):
    """Whether there is somebody else for every level of sign-off that a figure, or a set of them, awaits."""
    by_level = _approvers(submissions)
    return all(by_level) and len(set().union(*by_level)) >= len(by_level)


def has_next_approver(*submissions):
    """Whether there is somebody else for the level that is awaited now, whatever comes after it."""
    return bool(_approvers(submissions)[0])


def _approvers(submissions):
    """Who has no part in a figure, or a set, and gives each level that it awaits, the next one first."""
    measures, first = {each.measure for each in submissions}, submissions[0].levels_signed + 1
    last = max(first, *(measure.directorate.sign_off_levels for measure in measures))
    others = SignOff.objects.filter(submission__in=submissions).exclude(level=first)
    signed = set(others.values_list("by", flat=True))
    part_in_it = set(Contributor.objects.filter(submission__in=submissions).values_list("person", flat=True))
    people = list(Person.objects.filter(is_active=True).exclude(pk__in=part_in_it | signed))
    hold_roles(people)
    return [
        {person.pk for person in people if all(signs(person, measure, level, signed) for measure in measures)}
        for level in range(first, last + 1)
    ]


def may_reopen(person, measure):
    """An approved figure is reopened by its owner or deputy, its manager, or a performance officer."""
    return may_submit(person, measure) or manages(person, measure) or oversees(person, measure)


def approvable(person):
    """The approval queue of this person: figures that await a sign-off which they give.

    Marked where somebody else must give it (`is_own`): they entered or submitted part of the revision, have
    given another level of its sign-off (`has_signed`), or only cover for who has (`by_cover`). Figures of a
    set are approved with the set.
    """
    return _signable(person).filter(restatement=None).order_by("submitted_at", "pk")


def _signable(person):
    roles = _roles(person, Role.Kind.MANAGER)
    if not roles or not person.is_active:
        return Submission.objects.none()
    others = SignOff.objects.filter(submission=OuterRef("pk")).exclude(level=OuterRef("levels_signed") + 1)
    condition, free = Q(), Q()
    for role in roles:
        awaits = Q(measure__directorate__sign_off_levels=1) | Q(levels_signed=role.level - 1)
        part = _area(role, "measure__") & awaits
        condition |= part
        free |= part & ~Exists(others.filter(by=role.person_id))
    touched = Contributor.objects.filter(submission=OuterRef("pk"), person=person)
    return (
        Submission.objects.awaiting_approval()
        .filter(condition)
        .annotate(has_signed=Exists(others.filter(by=person)))
        .annotate(by_cover=Case(When(free, then=Value(False)), default=~Q(has_signed=True)))
        .annotate(is_own=Q(has_signed=True) | Q(by_cover=True) | Exists(touched))
    )


# --- Cover ---------------------------------------------------------------------------------------


def is_manager_in_own_right(person):
    """A manager by a role of their own, and not only by covering for one."""
    own = [role for role in _roles(person, Role.Kind.MANAGER) if role.person_id == person.pk]
    return person.is_active and bool(own)


def coverable(person):
    """The managers whom this person may arrange cover for.

    A manager for themself, a performance officer for those all of whose roles are in the officer's own part
    of the council, and an administrator for everybody.
    """
    managers = Person.objects.filter(is_active=True, roles__kind=Role.Kind.MANAGER).distinct()
    if not person.is_active:
        return Person.objects.none()
    if person.is_administrator:
        return managers
    mine, scope = Q(pk=person.pk), _scope(person, Role.Kind.OFFICER)
    if scope is None:
        return managers.filter(mine)
    outside = Role.objects.filter(kind=Role.Kind.MANAGER, person=OuterRef("pk")).exclude(scope)
    return managers if scope == Q() else managers.filter(mine | ~Exists(outside))


def may_arrange_cover(person, manager):
    """Whether this person may arrange and end cover for that manager."""
    return person.is_administrator or coverable(person).filter(pk=manager.pk).exists()


def visible_cover(person):
    """Cover for the managers whom this person may arrange it for, their own, and what they stand in by."""
    if not person.is_active:
        return Cover.objects.none()
    if person.is_administrator:
        return Cover.objects.all()
    named = Q(person=person) | Q(deputy=person)
    return Cover.objects.filter(named | Q(person__in=coverable(person)))


def may_see_cover(person):
    """Managers, their deputies, performance officers and administrators have the page of cover."""
    if not person.is_active:
        return False
    offices = (Role.Kind.MANAGER, Role.Kind.OFFICER, Role.Kind.ADMINISTRATOR)
    return bool(_roles(person, *offices)) or visible_cover(person).exists()


# --- Restatements --------------------------------------------------------------------------------


def may_restate(person, measure):
    """Sets of corrections are sent by a measure's owner or deputy, or by a performance officer."""
    return may_submit(person, measure) or oversees(person, measure)


def restatable_measures(person):
    """The measures whose figures this person may restate: `may_restate` of many at once."""
    if not person.is_active:
        return Measure.objects.none()
    scope, own = _scope(person, Role.Kind.OFFICER), Q(pk__in=submittable_measures(person))
    if scope == Q():
        return Measure.objects.all()
    return Measure.objects.filter(own if scope is None else own | scope)


def visible_restatements(person):
    """Sets with a figure that this person may see while it is open."""
    return Restatement.objects.filter(Exists(visible_revisions(person).filter(restatement=OuterRef("pk"))))


def visible_revisions(person):
    """Figures of sets that this person may see in every status."""
    return Submission.objects.filter(restatement__isnull=False, measure__in=open_measures(person))


def approvable_restatements(person):
    """Sets all of whose figures await this person's approval, marked where they are a contributor."""
    if not holds(person, Role.Kind.MANAGER):
        return Restatement.objects.none()
    members = Submission.objects.filter(restatement=OuterRef("pk"))
    mine = _signable(person)
    waiting = Restatement.objects.awaiting_approval().filter(Exists(members))
    others = members.exclude(pk__in=mine.values("pk"))
    own = members.filter(pk__in=mine.filter(is_own=True).values("pk"))
    return waiting.exclude(Exists(others)).annotate(is_own=Exists(own)).order_by("submitted_at", "pk")


# --- Overrides -----------------------------------------------------------------------------------


def oversees(person, measure):
    """A performance officer of this measure's part of the council."""
    return person.is_active and any(_covers(role, measure) for role in _roles(person, Role.Kind.OFFICER))


def may_see_overrides(person):
    """Managers and performance officers have the list of overrides."""
    return holds(person, Role.Kind.MANAGER) or holds(person, Role.Kind.OFFICER)


def may_propose_override(person, measures):
    """A manager or performance officer of the figure's measure; for a heading, of all its measures."""
    return bool(measures) and all(manages(person, m) or oversees(person, m) for m in measures)


def may_decide_override(person, override, measures):
    """A performance officer of all these measures who did not propose it: four eyes."""
    return may_end_override(person, measures) and override.proposed_by_id != person.pk


def may_end_override(person, measures):
    """A performance officer of all these measures."""
    return bool(measures) and all(oversees(person, measure) for measure in measures)


def visible_overrides(person):
    """Overrides of figures, and of headings over figures, within this person's roles.

    A heading stands over its own measures and those of the headings below it, which are two deep at most: a
    layer, a theme, an outcome.
    """
    scope = _scope(person, Role.Kind.MANAGER, Role.Kind.OFFICER, prefix="measure__")
    if scope is None or not person.is_active:
        return Override.objects.none()
    if scope == Q():
        return Override.objects.all()
    here = OuterRef("section")
    below = Q(section=here) | Q(section__parent=here) | Q(section__parent__parent=here)
    figures = Submission.objects.filter(scope, pk=OuterRef("submission"))
    placements = Placement.objects.filter(scope).filter(below)
    return Override.objects.filter(Exists(figures) | Exists(placements))


# --- Actions, chasing ------------------------------------------------------------------------------


def open_measures(person):
    """Measures whose open figures this person may see: their own, and those they manage or oversee."""
    if not person.is_active:
        return Measure.objects.none()
    scope = _scope(person, Role.Kind.MANAGER, Role.Kind.OFFICER)
    if scope == Q():
        return Measure.objects.all()
    own = Q(Exists(MeasureRole.objects.filter(measure=OuterRef("pk"), person=person)))
    return Measure.objects.filter(own if scope is None else own | scope)


def chased_measures(person):
    """Measures whose missing figures this person chases: those they manage or oversee."""
    scope = _scope(person, Role.Kind.MANAGER, Role.Kind.OFFICER)
    if scope is None or not person.is_active:
        return Measure.objects.none()
    return Measure.objects.filter(scope)


def may_chase(person):
    """Managers and performance officers have the list of who has not submitted."""
    return holds(person, Role.Kind.MANAGER) or holds(person, Role.Kind.OFFICER)


def visible_actions(person):
    """Actions about measures whose open figures this person may see, and about those measures' indicators."""
    if not person.is_active:
        return Action.objects.none()
    measures = open_measures(person)
    linked = measures.filter(indicator__isnull=False).values("indicator")
    return Action.objects.filter(Q(measure__in=measures) | Q(indicator__in=linked))


def may_see_actions(person):
    """Whoever answers for a measure, manages or oversees one."""
    return person.is_active and (may_chase(person) or has_measures(person))


def may_act_on(person, measure):
    """Its own people, its managers and performance officers say what is being done about a measure."""
    return may_see_open_figure(person, measure)


def may_act_on_indicator(person, indicator):
    """Managers and performance officers of a measure that compares with this indicator."""
    return chased_measures(person).filter(indicator=indicator).exists()


# --- Benchmarks ------------------------------------------------------------------------------------


def may_reconcile(person, measure):
    """A measure's own people and its performance officers say why a published figure is not ours."""
    return measure.pk in reconcilable_measures(person)


def reconcilable_measures(person):
    """The primary keys of those, for a list: one question for all its rows."""
    if not person.is_active:
        return set()
    own = MeasureRole.objects.filter(person=person).values_list("measure", flat=True)
    scope = _scope(person, Role.Kind.OFFICER)
    overseen = Measure.objects.none() if scope is None else Measure.objects.filter(scope)
    return {*own, *overseen.values_list("pk", flat=True)}


# --- Configuration -------------------------------------------------------------------------------


def may_try_rules(person):
    """Administrators and performance officers look at what another rule or limit would change."""
    return holds(person, Role.Kind.OFFICER) or person.is_administrator


# --- Packs ---------------------------------------------------------------------------------------


def visible_packs(person):
    """Officers see every pack; clearing posts the packs they clear, and clerks the public's, once cleared.

    A pack for the management team is seen by managers in their own right once it is issued, and by no clerk.
    """
    if not person.is_active:
        return Pack.objects.none()
    if holds(person, Role.Kind.OFFICER):
        return Pack.objects.all()
    own = Pack.objects.for_clerks() if holds(person, Role.Kind.CLERK) else Pack.objects.none()
    if is_manager_in_own_right(person):
        own |= Pack.objects.for_managers()
    return own | Pack.objects.filter(pk__in=person.clearances.values("pack"))


def may_see_packs(person):
    """Packs concern officers, clerks, and whoever sees a pack; for all others there are no such pages."""
    return may_prepare_packs(person) or holds(person, Role.Kind.CLERK) or visible_packs(person).exists()


def prepares_or_clears(person, pack):
    """Officers and a pack's clearing posts: they see its drafts, each copy, and what its prose gets wrong."""
    return holds(person, Role.Kind.OFFICER) or (
        person.is_active and pack.clearances.filter(person=person).exists()
    )


def may_see_stage(person, pack, stage):
    """Drafts are for those who prepare or clear, final files for whoever sees the pack; withdrawn is none."""
    if pack.status == Pack.Status.WITHDRAWN:
        return False
    if stage == Stage.FINAL:
        return pack.status in (Pack.Status.CLEARED, *Pack.WAS_ISSUED)
    return prepares_or_clears(person, pack)


def may_see_copy(person, copy):
    """Which copies of a pack that they see are for somebody who neither prepares nor clears it."""
    if copy == Copy.EXEMPT:
        return any(role.sees_exempt for role in _roles(person, Role.Kind.CLERK))
    if copy == Copy.INTERNAL:
        return is_manager_in_own_right(person)
    return copy == Copy.PUBLIC


def visible_files(person, pack, stage):
    """The files of a pack's stage that this person may have, without their bytes."""
    if not may_see_stage(person, pack, stage):
        return pack.files.none()
    files = pack.files.filter(stage=stage).defer("data")
    if prepares_or_clears(person, pack):
        return files
    return files.filter(copy__in=[copy for copy in Copy.values if may_see_copy(person, copy)])


def may_see_downloads(person, pack):
    """Officers, clearing posts and clerks see who downloaded a pack that they see."""
    return prepares_or_clears(person, pack) or holds(person, Role.Kind.CLERK)


def may_prepare_packs(person):
    """Performance officers make, build and send packs for clearance."""
    return holds(person, Role.Kind.OFFICER)


def planned_packs(person):
    """Packs whose plan of sections this person may see: a performance officer every pack's."""
    return Pack.objects.all() if may_prepare_packs(person) else Pack.objects.none()


def may_issue_pack(person, pack):
    """Clerks issue and withdraw what is published; a pack for the management team, a performance officer."""
    if pack.audience == Pack.Audience.MANAGEMENT:
        return holds(person, Role.Kind.OFFICER)
    return holds(person, Role.Kind.CLERK)


# --- Years and missing targets -------------------------------------------------------------------


def may_see_years(person):
    """Performance officers and administrators have the pages about years."""
    return holds(person, Role.Kind.OFFICER) or person.is_administrator


def measures_of_years(person):
    """The measures that the pages about years list: an officer's own part of the council."""
    return Measure.objects.all() if person.is_administrator else chased_measures(person)


def may_close_years(person):
    """Performance officers of the whole council and administrators close years, and keep periods open."""
    whole = any(role.directorate_id is None for role in _roles(person, Role.Kind.OFFICER))
    return person.is_active and (whole or person.is_administrator)


def target_measures(person):
    """Measures whose missing targets this person may propose: own ones, and those of their roles."""
    if not person.is_active:
        return Measure.objects.none()
    scope = _scope(person, Role.Kind.MANAGER, Role.Kind.OFFICER)
    if scope == Q():
        return Measure.objects.all()
    answering = (MeasureRole.Kind.OWNER, MeasureRole.Kind.DEPUTY)
    roles = MeasureRole.objects.filter(measure=OuterRef("pk"), person=person, kind__in=answering)
    own = Q(Exists(roles))
    return Measure.objects.filter(own if scope is None else own | scope)


def may_see_asked_targets(person):
    """Owners, deputies, managers and performance officers have the page of missing targets."""
    return any(holds(person, kind) for kind in (Role.Kind.MANAGER, Role.Kind.OFFICER)) or (
        has_measures(person) and target_measures(person).exists()
    )


def may_propose_target(person, measure):
    """Owner and deputy of a measure, its manager, and a performance officer of its part of the council."""
    return may_submit(person, measure) or manages(person, measure) or oversees(person, measure)


def visible_target_proposals(person):
    """Administrators see every proposed target, everybody else those that they could have proposed."""
    if person.is_administrator:
        return TargetProposal.objects.all()
    return TargetProposal.objects.filter(measure__in=target_measures(person))


def may_decide_target(person, proposal):
    """An administrator who did not propose it: four eyes."""
    return person.is_administrator and proposal.proposed_by_id != person.pk


# --- Interface tokens ----------------------------------------------------------------------------


def may_have_tokens(person):
    """Managers in their own right, performance officers and administrators make tokens for themselves."""
    offices = (Role.Kind.OFFICER, Role.Kind.ADMINISTRATOR)
    return person.is_active and (bool(_roles(person, *offices)) or is_manager_in_own_right(person))


def may_make_token(person, whose):
    """For oneself by office; an administrator for anybody, as for an owner whose team has a spreadsheet."""
    return person.is_administrator or (person.pk == whose.pk and may_have_tokens(person))


def visible_tokens(person):
    """One's own tokens; an administrator sees everybody's."""
    if not person.is_active:
        return ApiToken.objects.none()
    return ApiToken.objects.all() if person.is_administrator else ApiToken.objects.filter(person=person)


def may_see_tokens(person):
    """Who may make tokens, and whoever has one that an administrator made."""
    return may_have_tokens(person) or visible_tokens(person).exists()


def may_revoke_token(person, token):
    """One's own, and an administrator everybody's."""
    return person.is_active and (person.is_administrator or token.person_id == person.pk)


def may_read_by_token(token):
    """Whether a token still reads: its person has a role, or for one of their own making the office."""
    person = token.person
    if token.created_by_id == token.person_id:
        return may_have_tokens(person)
    return has_any_role(person)
