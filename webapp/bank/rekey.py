"""Rotation: bring what is kept under older keys over to the newest, a few rows at a time.

Once a run finds nothing, the older bank key can be taken out of the list. The older pepper must
stay until every case was opened with its passcode once more: that needs its owner.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.bank.keys import ID_BYTES
from webapp.bank.participant import ParticipantRow
from webapp.bank.referral import (
    ReferralRow,
    StepRow,
    reference_key,
    seal_text,
    unseal_text,
)
from webapp.bank.signal import SignalRow, seal_context, value_of
from webapp.bank.staff import StaffRow
from webapp.bank.totp import totp_context
from webapp.bank.verb import keys_of

BATCH = 500


def rekey(session: Session) -> int:
    """Seal and digest anew what is under an older key. Returns how many; call until it is none."""
    kinds = (_rekey_signals, _rekey_participants, _rekey_referrals, _rekey_totps)
    return sum(renew(session) for renew in kinds)


def _rekey_signals(session: Session) -> int:
    keys = keys_of(session)
    outdated = or_(
        _is_under_another(SignalRow.sealed_value, keys.sealing_id),
        _is_under_another(SignalRow.digest, keys.pepper_id),
    )
    rows = session.scalars(
        select(SignalRow).where(outdated).order_by(SignalRow.digest).limit(BATCH).with_for_update()
    ).all()
    for row in rows:
        value = value_of(session, row)
        row.digest = keys.digest("signal", f"{row.type}:{value}")
        row.sealed_value = keys.seal(value.encode(), seal_context(row.type, row.id.hex))
    return len(rows)


def _rekey_participants(session: Session) -> int:
    keys = keys_of(session)
    outdated = _is_under_another(ParticipantRow.sealed_case_key, keys.sealing_id)
    rows = session.scalars(select(ParticipantRow).where(outdated).with_for_update()).all()
    for row in rows:
        plain = keys.unseal(row.sealed_case_key, str(row.id))
        row.sealed_case_key = keys.seal(plain, str(row.id))
    return len(rows)


def _rekey_referrals(session: Session) -> int:
    """What a worker wrote, all of a referral together."""
    keys = keys_of(session)
    outdated = or_(
        _is_under_another(ReferralRow.sealed_reference, keys.sealing_id),
        _is_under_another(ReferralRow.sealed_note, keys.sealing_id),
        _is_under_another(ReferralRow.reference_digest, keys.pepper_id),
        ReferralRow.steps.any(_is_under_another(StepRow.sealed_place, keys.sealing_id)),
    )
    rows = session.scalars(
        select(ReferralRow).where(outdated).limit(BATCH).with_for_update(of=ReferralRow)
    ).all()
    for row in rows:
        reference = unseal_text(session, row.id, "reference", row.sealed_reference)
        row.reference_digest = keys.digest("referral", reference_key(reference))
        row.sealed_reference = seal_text(session, row.id, "reference", reference)
        row.sealed_note = _renewed(session, row.id, "note", row.sealed_note)
        for step in row.steps:
            use = f"place {step.step}"
            step.sealed_place = _renewed(session, row.id, use, step.sealed_place)
    return len(rows)


def _rekey_totps(session: Session) -> int:
    """The secrets of apps that make codes."""
    keys = keys_of(session)
    outdated = _is_under_another(StaffRow.sealed_totp, keys.sealing_id)
    rows = session.scalars(select(StaffRow).where(outdated).with_for_update()).all()
    for row in rows:
        if row.sealed_totp:
            secret = keys.unseal(row.sealed_totp, totp_context(row.id))
            row.sealed_totp = keys.seal(secret, totp_context(row.id))
    return len(rows)


def _renewed(session: Session, id_: UUID, use: str, sealed: bytes) -> bytes:
    return seal_text(session, id_, use, unseal_text(session, id_, use, sealed))


def _is_under_another(
    kept: InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None], key_id: bytes
) -> ColumnElement[bool]:
    return func.substr(kept, 1, ID_BYTES) != key_id
