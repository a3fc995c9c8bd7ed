"""The second protocol does what its description says, whatever is sent to it."""

from datetime import UTC, datetime

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st

from tests.cases import md5, opening, pdq
from tests.site import make_app, make_config, serve
from webapp.bank.case import open_case
from webapp.bank.credential import Kind, rotate_keys
from webapp.exchange.api import calls
from webapp.exchange.openapi import describe

# A description cannot say of a time that it is over, so only such are made up here.
PAST = st.datetimes(datetime(2020, 1, 2), datetime(2026, 1, 1), timezones=st.just(UTC))
schemathesis.openapi.format("date-time", PAST.map(datetime.isoformat))


# Nor which cursors we gave: one that is made up is refused.
MADE_UP_CURSORS = {
    "include-path": "/v2/changes",
    "checks": {"positive_data_acceptance": {"expected-statuses": ["200", "400"]}},
}
schema = schemathesis.openapi.from_dict(
    describe(calls.all), config=schemathesis.Config.from_dict({"operations": [MADE_UP_CURSORS]})
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Where an app with something in it is, and the headers that open it."""
    app = make_app(make_config(tmp_path_factory.mktemp("described")))
    bank = app.extensions["stillmine"].bank
    open_case(bank, opening(pdq(1), md5(2), participants=["example-social"]))
    key = bank.run(rotate_keys, "example-social")[Kind.API]
    server, url = serve(app)
    yield {"base_url": url, "headers": {"Authorization": f"Bearer {key}"}}
    server.shutdown()
    app.extensions["stillmine-gate"].close()


@schema.parametrize()
@hypothesis.settings(max_examples=15, derandomize=True, deadline=None)
def test_every_answer_is_one_that_was_described(case, served):
    case.call_and_validate(**served)
