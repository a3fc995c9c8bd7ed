"""Referrals: what workers note, found again by their own partner, and sealed for everybody else."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.cases import NOON
from tests.databases import SECRETS
from tests.referrals import open_desk
from webapp.bank import BankKeys, retention
from webapp.bank.partnership import LocaleMalformed, remove_partner
from webapp.bank.referral import (
    LONGEST_NOTE,
    LONGEST_PLACE,
    LONGEST_REFERENCE,
    STEPS,
    Filter,
    FollowUpRow,
    ReferralRow,
    ReferralUnknown,
    StepRow,
    list_referrals,
    load_referral,
)
from webapp.bank.referring import (
    CLOSED_KEPT,
    MOST_FOLLOW_UPS,
    OPEN_KEPT,
    CountryUnknown,
    FollowUpUnknown,
    ReferenceMalformed,
    ReferenceTaken,
    StepUnknown,
    TextTooLong,
    TooManyFollowUps,
    close_referral,
    drop_follow_up,
    edit_referral,
    finish_follow_up,
    mark_step,
    plan_follow_up,
    reopen_referral,
)
from webapp.bank.staff import StaffRow

TODAY = NOON.date()
A_WEEK = timedelta(days=7)


@pytest.fixture
def desk(bank):
    return open_desk(bank)


def references(desk, **wanted):
    return [each.reference for each in desk.run(list_referrals, Filter(**wanted))]


def test_what_was_noted_is_found_again(desk):
    found = desk.load(desk.open("Lale 7", note=" Calls again on Friday. "))
    assert (found.reference, found.note) == ("Lale 7", "Calls again on Friday.")
    assert (found.locale, found.country, found.staff_id) == ("tr", "TR", desk.staff_id)
    assert (found.opened_at, found.closed_at, found.next_due) == (NOON, None, None)
    assert {step: each.state for step, each in found.steps.items()} == dict.fromkeys(STEPS, "todo")


def test_nothing_that_a_worker_wrote_is_shown_by_its_repr(desk):
    referral_id = desk.open("Lale 7", note="Friday")
    desk.run(mark_step, referral_id, "complaint", "done", place="Kadıköy")
    assert not [w for w in ("Lale", "Friday", "Kadıköy") if w in repr(desk.load(referral_id))]


def test_another_partner_finds_changes_and_closes_nothing(desk):
    other, referral_id = open_desk(desk.bank, "other"), desk.open()
    follow_up = desk.run(plan_follow_up, referral_id, TODAY)
    for verb, *args in [
        (load_referral,),
        (edit_referral,),
        (close_referral,),
        (reopen_referral,),
        (mark_step, "legal", "done"),
        (plan_follow_up, TODAY),
        (finish_follow_up, follow_up, TODAY),
        (drop_follow_up, follow_up),
    ]:
        with pytest.raises(ReferralUnknown):
            other.run(verb, referral_id, *args)
    assert other.run(list_referrals, Filter(is_closed=None)) == []
    with pytest.raises(ReferralUnknown):
        desk.load(uuid4())


def test_a_reference_is_taken_once_by_each_partner_however_it_is_typed(desk):
    desk.open("Lale 7")
    with pytest.raises(ReferenceTaken):
        desk.open(" lale 7 ")
    open_desk(desk.bank, "other").open("Lale 7")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"reference": " "}, ReferenceMalformed),
        ({"reference": "x" * (LONGEST_REFERENCE + 1)}, ReferenceMalformed),
        ({"reference": "two\nlines"}, ReferenceMalformed),
        ({"locale": "Turkish"}, LocaleMalformed),
        ({"country": "XX"}, CountryUnknown),
        ({"country": "tr"}, CountryUnknown),
        ({"note": "x" * (LONGEST_NOTE + 1)}, TextTooLong),
    ],
)
def test_what_is_too_long_or_unknown_is_refused(desk, facts, refusal):
    with pytest.raises(refusal):
        desk.open(**facts)


def test_the_longest_words_in_any_script_are_taken(desk):
    wide = "\N{TAMIL LETTER A}\U00010400"
    words = {"note": wide * (LONGEST_NOTE // 2), "reference": wide * (LONGEST_REFERENCE // 2)}
    referral_id = desk.open(**words)
    desk.run(mark_step, referral_id, "legal", "done", place=wide * (LONGEST_PLACE // 2))
    assert desk.load(referral_id).note == words["note"]


def test_facts_are_changed_one_by_one(desk):
    referral_id = desk.open(note="before")
    desk.run(edit_referral, referral_id, locale="ar")
    desk.run(edit_referral, referral_id, country="SY")
    found = desk.load(referral_id)
    assert (found.locale, found.country, found.note) == ("ar", "SY", "before")
    desk.run(edit_referral, referral_id, note="")
    assert desk.load(referral_id).note == ""


def test_a_step_is_noted_with_its_day_and_place_and_noted_anew(desk):
    referral_id = desk.open()
    desk.run(mark_step, referral_id, "complaint", "declined")
    desk.run(mark_step, referral_id, "complaint", "done", on=TODAY, place="Kadıköy")
    step = desk.load(referral_id).steps["complaint"]
    assert (step.state, step.on, step.place) == ("done", TODAY, "Kadıköy")
    desk.run(mark_step, referral_id, "complaint", "todo")
    assert desk.load(referral_id).steps["complaint"].state == "todo"


@pytest.mark.parametrize(
    ("step", "state"), [("dinner", "done"), ("legal", "half"), ("legal", "other-route")]
)
def test_a_step_that_there_is_not_is_refused(desk, step, state):
    with pytest.raises(StepUnknown):
        desk.run(mark_step, desk.open(), step, state)


def test_follow_ups_are_planned_done_and_dropped(desk):
    referral_id = desk.open()
    first, second, third = [
        desk.run(plan_follow_up, referral_id, TODAY + n * A_WEEK) for n in (2, 1, 3)
    ]
    assert desk.load(referral_id).next_due == TODAY + A_WEEK
    desk.run(finish_follow_up, referral_id, second, TODAY)
    desk.run(drop_follow_up, referral_id, first)
    found = desk.load(referral_id)
    assert [(each.id, each.done_on) for each in found.follow_ups] == [
        (second, TODAY),
        (third, None),
    ]
    assert found.next_due == TODAY + 3 * A_WEEK
    with pytest.raises(FollowUpUnknown):
        desk.run(finish_follow_up, referral_id, first, TODAY)


def test_a_referral_has_so_many_follow_ups_and_no_more(desk):
    referral_id = desk.open()
    for _ in range(MOST_FOLLOW_UPS):
        desk.run(plan_follow_up, referral_id, TODAY)
    with pytest.raises(TooManyFollowUps):
        desk.run(plan_follow_up, referral_id, TODAY)


def test_the_list_is_filtered(desk):
    colleague = open_desk(desk.bank)
    one, two, three = desk.open("1"), desk.open("2", country="DE"), colleague.open("3")
    desk.run(plan_follow_up, one, TODAY)
    desk.run(plan_follow_up, two, TODAY + A_WEEK)
    late = desk.run(plan_follow_up, three, TODAY - A_WEEK)
    desk.run(close_referral, desk.open("4"), now=NOON)
    assert set(references(desk)) == {"1", "2", "3"}
    assert references(desk, is_closed=True) == ["4"]
    assert set(references(desk, is_closed=None)) == {"1", "2", "3", "4"}
    assert set(references(desk, due_by=TODAY)) == {"1", "3"}
    desk.run(finish_follow_up, three, late, TODAY)
    assert references(desk, due_by=TODAY) == ["1"]
    assert references(desk, staff_id=colleague.staff_id) == ["3"]
    assert references(desk, country="DE") == ["2"]
    assert references(desk, reference=" 2") == ["2"]


def test_the_list_comes_in_pages_with_the_newest_first(desk):
    for n in range(5):
        desk.open(str(n), now=NOON + n * A_WEEK)
    page = desk.run(list_referrals, limit=2, offset=2)
    assert [each.reference for each in page] == ["2", "1"]


def test_a_referral_is_closed_once_and_may_be_opened_again(desk):
    referral_id = desk.open()
    desk.run(close_referral, referral_id, now=NOON + A_WEEK)
    desk.run(close_referral, referral_id, now=NOON + 2 * A_WEEK)
    assert desk.load(referral_id).closed_at == NOON + A_WEEK
    desk.run(reopen_referral, referral_id)
    assert desk.load(referral_id).closed_at is None


def rows(bank, *tables):
    return [len(bank.run(lambda s, t=t: s.scalars(select(t)).all())) for t in tables]


def test_closed_referrals_go_after_half_a_year_with_all_that_hangs_on_them(desk):
    stays, goes = desk.open("stays"), desk.open("goes")
    for each in (stays, goes):
        desk.run(mark_step, each, "legal", "done")
        desk.run(plan_follow_up, each, date(2026, 12, 1))
    desk.run(close_referral, goes, now=NOON)
    assert retention.run(desk.bank, now=NOON + CLOSED_KEPT - A_WEEK).referrals_forgotten == 0
    assert retention.run(desk.bank, now=NOON + CLOSED_KEPT).referrals_forgotten == 1
    assert references(desk, is_closed=None) == ["stays"]
    assert rows(desk.bank, StepRow, FollowUpRow) == [1, 1]


def test_what_nobody_closed_goes_after_two_years_unless_somebody_still_asks(desk):
    later = NOON + OPEN_KEPT
    left, asked, planned = (desk.open(each) for each in ("left", "asked", "planned"))
    desk.run(plan_follow_up, left, date(2026, 12, 1))
    done = desk.run(plan_follow_up, asked, date(2026, 12, 1))
    desk.run(finish_follow_up, asked, done, (later - CLOSED_KEPT + A_WEEK).date())
    desk.run(plan_follow_up, planned, (later + A_WEEK).date())
    assert retention.run(desk.bank, now=later - A_WEEK).referrals_forgotten == 0
    assert retention.run(desk.bank, now=later).referrals_forgotten == 1
    assert set(references(desk, is_closed=None)) == {"asked", "planned"}


def test_a_worker_who_leaves_leaves_the_referral_to_their_colleagues(desk):
    referral_id = desk.open()
    desk.bank.run(lambda s: s.delete(s.get_one(StaffRow, desk.staff_id)))
    assert desk.load(referral_id).staff_id is None


def test_a_partner_that_leaves_takes_its_referrals_with_it(desk):
    desk.open()
    desk.bank.run(remove_partner, "ngo")
    assert rows(desk.bank, ReferralRow) == [0]


def test_what_workers_wrote_moves_to_new_keys(desk, another_bank, tmp_path):
    referral_id = desk.open("Lale 7", note="Friday")
    desk.run(mark_step, referral_id, "complaint", "done", place="Kadıköy")
    both = {name: f"the new {secret}, {secret}" for name, secret in SECRETS.items()}
    rotating = another_bank(BankKeys.from_secrets(both, tmp_path))
    assert retention.run(rotating).rekeyed == 1
    assert retention.run(rotating).rekeyed == 0
    new = {name: secret.split(",")[0] for name, secret in both.items()}
    later = another_bank(BankKeys.from_secrets(new, tmp_path))
    (found,) = later.run(list_referrals, desk.partner_id, Filter(reference="lale 7"))
    assert (found.reference, found.note, found.steps["complaint"].place) == (
        "Lale 7",
        "Friday",
        "Kadıköy",
    )
