"""The bank: what is kept, and the rules for keeping it. No Flask, no HTTP, no address, no image.

    bank = Bank.connect(url, BankKeys.from_secrets(secrets, instance_folder))
    bank.run(verb, ...)        one transaction, tried again when another one was in the way

A verb is a function whose first argument is the session that `run` hands in; it finds the keys in
`session.info["keys"]`. Times are aware UTC; every verb that depends on the time takes `now=` (for
tests; the clock otherwise). Rooms get plain frozen dataclasses back, never a row.

Two deeds take the bank itself, because they hash a passcode, and no lock or connection may be held
meanwhile. Call them as functions, not through `run`:

case.open_case(bank, case.Opening(nonce=, signals=, agreements=, participants=, shows_detail=,
        bucket=None, even_if_nobody_takes_part=False)) -> Receipt(case_number, passcode)
    Opens the case of a draft, or finds it again: the same nonce always gives the same receipt.
    Raises ConsentMissing, NothingToProtect, NobodyTakesPart, SignalsRefused, TooBusy. Counts the
    opening for `bucket`. `participants` are slugs; those that left meanwhile are dropped.
case.load_case(bank, case_number, passcode, bucket) -> UUID
    The case's id, which every verb below wants. Raises WrongCaseOrPasscode (and counts the failure
    for `bucket`), TooBusy. Takes what a person types: any case, spaces, o/0, i/l/1, other digits.

receipt.normalise_case_number(text) -> "XXXX-XXXX-C"     raises CaseNumberMalformed (a typing slip)
bank.bucket_of(address) -> Bucket         keyed digest of the network; the address goes no further

Verbs, all called as bank.run(verb, ...):

case.was_opened(session, nonce) -> bool            a draft with this nonce has been sent before
case.add_signals(session, case_id, signals, agreements) -> int   how many signals were new; item
    numbers go on from the last. ConsentMissing, NothingToProtect, SignalsRefused, CaseUnknown
follow.see_case(session, case_id) -> CaseView      what the follow page may show; CaseUnknown
    CaseView.participants tell what each participant did (progress.SeenParticipant)
follow.hide_detail(session, case_id) -> None       the follow page names no platform from now on
withdrawal.withdraw(session, case_id, items=None) -> Withdrawal   None is everything; final
    after 72 h. Raises NothingToWithdraw
withdrawal.cancel_withdrawal(session, case_id, withdrawal_id) -> None   WithdrawalUnknown,
    WithdrawalFinal
withdrawal.contested_withdrawals(session) -> list[Withdrawal]     the operator's queue
withdrawal.finish_withdrawals(session) -> int      makes final what is due

participant.active_participants(session) -> list[Participant(slug, name, types, ...)]
participant.list_participants(session) -> list[Participant]          the revoked ones too
participant.add_participant(session, slug, name, types=all) -> Participant
    SlugMalformed, SlugTaken, NameMalformed, TypeUnknown
revocation.revoke_participant(session, slug) -> None                ParticipantUnknown

dispute.open_list(session) -> list[Dispute]      the operator's other queue: signals in doubt
dispute.decide(session, dispute_id, Outcome) -> None                 DisputeUnknown
stats.make_stats(session) -> Stats               figures; None for what could point at somebody

source.cost_of_guess(session, bucket, case_number) -> Cost(bits, wait_seconds)   falsy when free
source.cost_of_opening(session, bucket) -> Cost
source.record_failure(session, bucket, case_number) -> None          load_case does it already
source.forget_old(session) -> int

change.changes_after(session, place, limit) -> list[Change(place, signal_id)]
lookup.values_after(session, place, limit, type) -> list[Latest(place, signal_id, value or None)]
lookup.find_active(session, pairs) -> dict[pair, signal_id]      by digest; locks nothing

resource.list_resources(session) -> list[Resource]       the held ones too
resource.shown_resources(session) -> list[Resource]      what people may see
resource.save_resources(session, resources) -> list[Resource]   adds, or puts in place by slug
partner.find_partner(session, slug) -> Partner | None    list_partners, load_logo
    Partner.framed_by(now=, with_loopback=False) -> which sites may frame its portal now
partnership.add_partner(session, slug, name, locale, **facts)    edit_partner, remove_partner
partnership.set_phones, set_text, set_logo, let_frame, stop_frame, switch_framing
referral.load_referral(session, partner_id, referral_id) -> Referral    ReferralUnknown, as below
referral.list_referrals(session, partner_id, Filter(is_closed=False, due_by=, staff_id=, country=,
    reference=), limit=100, offset=0) -> list[Referral]     due_by=today: what is to be followed up
referring.open_referral(session, partner_id, staff_id, reference=, locale=, country=, note="") -> id
    ReferenceMalformed, ReferenceTaken, LocaleMalformed, CountryUnknown, TextTooLong
referring.edit_referral, close_referral, reopen_referral(session, partner_id, referral_id, ...)
referring.mark_step(session, partner_id, referral_id, step, state, on=None, place="")   StepUnknown
    one of referral.STEPS; how it stands, one of referral.STATES or `todo`
referring.plan_follow_up, finish_follow_up, drop_follow_up  FollowUpUnknown, TooManyFollowUps
telltale.find_telltale(text, country) -> Telltale | None    what would point at a person
handover.make_handover(session, partner_id, referral_id) -> Handover(token, code, expires_at)
    shown once; the one before is over. NoHandover: it is closed, or about somebody under 18
handover.open_until, revoke_handover(session, partner_id, referral_id)
handover.find_by_token(session, token), find_by_id(session, id) -> Invitation(id, organisation, ...)
handover.load_by_code(bank, code, bucket) -> Invitation     takes the bank itself, as it counts a
    failure for `bucket`; ask cost_of_code(session, bucket) first. CodeMalformed, CodeUnknown
sharing.end_sharing(session, case_id) -> None           the worker sees nothing more, at once
    case.Opening(handover=Invitation.id) begins it; CaseView.sharing, Receipt.shared_with tell of it
glimpse.see_shared(session, partner_id, referral_id) -> list[Glimpse]    what the worker sees
referral_stats.make_quarter(session, partner_id, year, quarter) -> QuarterStats; write_quarter: CSV
resource_sheet.seed(session) -> int                      the shipped sheet, into an empty bank
resource_sheet.read_sheet(text) -> Sheet(resources, mistakes, remarks)   SheetMalformed
resource_sheet.write_sheet(resources) -> text
hours.is_open(hours, zone, now) -> bool | None           None: nobody knows
phone.emergency_numbers(country), phone.written_phone(number, country)

consent.IN_FORCE: {statement id: version}; consent.Agreement(id, version, locale, text_digest);
consent.text_digest(text) -> bytes

For the command line, each with the bank as first argument:

migrations.upgrade(bank)                           bring the tables up to date
retention.run(bank) -> RetentionReport             everything that time makes due; safe to repeat
demo.add_examples(bank)                            two example participants and a portal, once
demo.seed(bank, cases, signals_per_case=1) -> int  made-up cases, spread over the past
demo.open_case(bank, ["pdq:HEX", ...]) -> Receipt
demo.withdraw_signal(bank, type, value) -> int     final at once; how many cases let go of
    it. SignalUnknown
"""

from webapp.bank.bank import Bank
from webapp.bank.keys import BankKeys
from webapp.bank.tables import METADATA  # every table, or none can point at another

__all__ = ["METADATA", "Bank", "BankKeys"]
