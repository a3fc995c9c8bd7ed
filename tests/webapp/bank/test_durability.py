"""Once a receipt is shown, the case is durable: the process may die the very next moment."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select, text

from tests.cases import enter, opening
from tests.databases import SECRETS, connected
from webapp.bank.case import CaseRow, open_case
from webapp.bank.receipt import Receipt
from webapp.bank.signal import SignalRow
from webapp.bank.standing import StandingRow

ROOT = Path(__file__).parents[3]
# Opens one case after the other, says each receipt aloud, and never ends by itself.
PROGRAM = """
import json, pathlib, sys
from tests.cases import opening
from webapp.bank import Bank, BankKeys
from webapp.bank.case import open_case
keys = BankKeys.from_secrets(json.loads(sys.argv[2]), pathlib.Path(sys.argv[3]))
bank = Bank.connect(sys.argv[1], keys)
while True:
    receipt = open_case(bank, opening())
    print(receipt.case_number, receipt.passcode.replace(" ", ""), flush=True)
"""


def test_a_case_whose_receipt_was_shown_outlives_the_process(bank, tmp_path):
    url = bank.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", PROGRAM, url, json.dumps(SECRETS), str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        lines = [process.stdout.readline() for _ in range(5)]
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    for line in lines:
        assert enter(bank, Receipt(*line.split()))
    # And of a case that was cut off halfway there is nothing, not even a part.
    cases, standings, signals = (
        bank.run(lambda s, table=table: s.scalar(select(func.count()).select_from(table)))
        for table in (CaseRow, StandingRow, SignalRow)
    )
    assert cases == standings == signals >= 5


def test_sqlite_waits_for_the_disk_before_it_says_done(sqlite_url, tmp_path):
    with connected(sqlite_url, tmp_path) as bank:
        open_case(bank, opening())
        asked = ("synchronous", "journal_mode", "foreign_keys", "secure_delete")
        found = bank.run(lambda session: [session.scalar(text(f"PRAGMA {name}")) for name in asked])
    assert found == [2, "wal", 1, 1]  # 2 is FULL


def test_postgres_waits_for_the_disk_unless_the_server_was_told_not_to(postgres_url, tmp_path):
    """We never turn `synchronous_commit` off in a session; the tests' own server has it off."""
    with connected(postgres_url, tmp_path) as bank:
        source = bank.run(
            lambda session: session.scalar(
                text("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
            )
        )
    assert source == "configuration file"
