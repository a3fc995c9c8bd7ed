"""Staff for tests: people who signed in as they would, with a password and a code of their app."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.bank import Bank, staffing
from webapp.bank.staff import Staff, StaffUnknown, find_staff
from webapp.bank.table import utc_now
from webapp.bank.totp import set_totp

PASSWORD = "three green buses at night"
HALF_MINUTE = timedelta(seconds=30)
OWN_FORM = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Browser:
    """A browser of the staff: keeps the cookie, and finds the mark of our own forms."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/casework/en{path}")

    def post(self, path: str, form_token: str | None = None, **fields: str) -> TestResponse:
        """Send a form as our page would; `form_token` is what another site would put there."""
        token = self.form_token() if form_token is None else form_token
        data = {"form_token": token, **fields}
        return self.client.post(f"/casework/en{path}", data=data, headers=OWN_FORM)

    def form_token(self) -> str:
        page = self.client.get("/casework/en/account", follow_redirects=True).text
        found = re.search(r'name="form_token" value="(\w*)"', page)
        return found[1] if found else ""

    def enter(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", name=name, password=password)

    @property
    def cookie(self) -> str | None:
        found = self.client.get_cookie("desk", path="/casework")
        return found.value if found else None


@dataclass
class Member(Browser):
    """Somebody of the staff in front of a browser, signed in."""

    name: str
    secret: str
    staff: Staff

    def code(self, later: int = 0) -> str:
        """The code of their app, `later` half minutes from now."""
        return pyotp.TOTP(self.secret).at(utc_now() + later * HALF_MINUTE)


def hire(bank: Bank, name: str, role: str = "worker", partner: str | None = "ngo") -> Staff:
    """Somebody with a password of their own, and nothing else so far."""
    try:
        return bank.run(find_staff, name)
    except StaffUnknown:
        staffing.add_staff(bank, name, role, None if role == "operator" else partner)
        found = bank.run(find_staff, name)
        staffing.change_password(bank, found, PASSWORD, keep=UUID(int=0))
        return bank.run(find_staff, name)


def give_app(bank: Bank, staff: Staff) -> str:
    """The secret of an app that makes codes for them."""
    secret = pyotp.random_base32()
    # The code before this one: that of now is left for signing in.
    bank.run(set_totp, staff.id, secret, pyotp.TOTP(secret).at(utc_now() - HALF_MINUTE))
    return secret


def seat(app: Flask, name: str, role: str = "worker", partner: str = "ngo") -> Member:
    """Somebody at their desk."""
    bank = app.extensions["stillmine"].bank
    staff = hire(bank, name, role, partner)
    member = Member(app, name, give_app(bank, staff), bank.run(find_staff, name))
    assert member.enter(name).location.endswith("/casework/en/")
    assert member.post("/second-step", code=member.code()).location.endswith("/casework/en/")
    return member
