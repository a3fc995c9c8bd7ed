"""Passkeys, as the standard's own library checks them (WebAuthn).

A challenge travels sealed in the page for five minutes. For adding a key it names whom the key will
be of; for signing in, what was asked before the key's last use is worth nothing (see the bank).
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import webauthn
from flask import request
from itsdangerous import BadData, URLSafeTimedSerializer
from webauthn.helpers import base64url_to_bytes, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webapp.bank.passkey import (
    PasskeyUnknown,
    PasskeyUsed,
    add_passkey,
    find_passkey,
    list_passkeys,
    note_passkey_used,
)
from webapp.bank.staff import Staff, load_staff
from webapp.tools import tools

ASKED_FOR_SECONDS = 5 * 60
FOR_SIGN_IN = "sign-in"


class PasskeyRefused(Exception):
    """What came back is not what was asked for, or too late, or of a key that we do not know."""


@dataclass(frozen=True)
class Question:
    """What the page hands to the browser, as JSON, and what the form brings back with it."""

    options: str
    challenge: str


def are_possible() -> bool:
    """True where browsers allow passkeys: under a name, and not under a bare number."""
    try:
        ip_address(_site().hostname or "")
    except ValueError:
        return _site().scheme == "https" or _site().hostname == "localhost"
    return False


def ask_to_add(staff: Staff) -> Question:
    """A question that makes a new key for somebody."""
    known = tools().bank.run(list_passkeys, staff.id)
    options = webauthn.generate_registration_options(
        rp_id=_site().hostname or "",
        rp_name="Stillmine",
        user_id=staff.id.bytes,
        user_name=staff.name,
        exclude_credentials=[PublicKeyCredentialDescriptor(key.key_id) for key in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return _question(webauthn.options_to_json(options), str(staff.id), options.challenge)


def ask_to_sign_in() -> Question:
    """A question that any key of this server can answer."""
    options = webauthn.generate_authentication_options(
        rp_id=_site().hostname or "", user_verification=UserVerificationRequirement.REQUIRED
    )
    return _question(webauthn.options_to_json(options), FOR_SIGN_IN, options.challenge)


def add(staff: Staff, answer: str, challenge: str, label: str) -> None:
    """Keep the key that was made. Raises PasskeyRefused, TooManyPasskeys."""
    asked, _asked_at = _open(challenge, str(staff.id))
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=asked,
            expected_rp_id=_site().hostname or "",
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise PasskeyRefused from error
    tools().bank.run(
        add_passkey,
        staff.id,
        made.credential_id,
        made.credential_public_key,
        label,
        uses=made.sign_count,
    )


def who_signs_in(answer: str, challenge: str) -> Staff:
    """Whose key answered. Raises PasskeyRefused."""
    asked, asked_at = _open(challenge, FOR_SIGN_IN)
    bank = tools().bank
    try:
        given = parse_authentication_credential_json(answer)
        key = bank.run(find_passkey, given.raw_id)
        checked = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=asked,
            expected_rp_id=_site().hostname or "",
            expected_origin=_origin(),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.uses,
            require_user_verification=True,
        )
        bank.run(note_passkey_used, key.id, checked.new_sign_count, asked_at=asked_at)
    except (WebAuthnException, ValueError, PasskeyUnknown, PasskeyUsed) as error:
        raise PasskeyRefused from error
    return bank.run(load_staff, key.staff_id)


def _question(options: str, purpose: str, challenge: bytes) -> Question:
    sealed = _seals().dumps([purpose, webauthn.helpers.bytes_to_base64url(challenge), time.time()])
    return Question(options, str(sealed))


def _open(challenge: str, purpose: str) -> tuple[bytes, datetime]:
    """The challenge that was asked for this purpose, and when."""
    try:
        found, asked, at = _seals().loads(challenge, max_age=ASKED_FOR_SECONDS)
    except (BadData, TypeError, ValueError) as error:
        raise PasskeyRefused from error
    if found != purpose:
        raise PasskeyRefused
    return base64url_to_bytes(asked), datetime.fromtimestamp(at, UTC)


def _seals() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(reversed(tools().signing_keys)), salt="passkey")


def _site() -> SplitResult:
    return urlsplit(tools().config.public_url or request.host_url)


def _origin() -> str:
    site = _site()
    return f"{site.scheme}://{site.netloc}"
