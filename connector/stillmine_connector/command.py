"""`stillmine-connector`: answers from the command line or from a timer. It prints no hash."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import requests
from threatexchange.exchanges.auth import (
    SignalExchangeAPIInvalidAuthException,
    SignalExchangeAPIMissingAuthException,
)

from stillmine_connector.client import StillmineClient
from stillmine_connector.credentials import StillmineCredentials
from stillmine_connector.exchange import StillmineSignalExchangeAPI
from stillmine_connector.hma import Hma
from stillmine_connector.verdicts import FileMalformed, read_values, read_verdicts
from stillmine_connector.withdrawn import confirm_dropped, find_withdrawn

NO_KEYS = (
    f"No keys that work. Put what the exchange's operator gave you into the file "
    f"{StillmineCredentials.FILE_NAME} (chmod 400) or the variable "
    f"{StillmineCredentials.ENV_VARIABLE}; its address begins with https."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; 0 if all went well, 1 if not, 2 for a slip in the command itself."""
    asked = _parser().parse_args(arguments)
    try:
        keys = StillmineCredentials.get(StillmineSignalExchangeAPI)
        if not keys.feedback_function_key:
            return _fail(NO_KEYS)
        told: str = asked.run(StillmineClient.of(keys), asked)
    except (SignalExchangeAPIInvalidAuthException, SignalExchangeAPIMissingAuthException):
        return _fail(NO_KEYS)
    except FileMalformed as malformed:
        return _fail(f"The file is not as it should be, see {malformed}. Nothing was sent.")
    except OSError as error:
        return _fail(_describe(error))
    print(told)
    return 0


def check(client: StillmineClient, _asked: argparse.Namespace) -> str:
    """Try both keys, change nothing."""
    client.fetch_hashes(page_size=1)
    client.answer([])
    return "The exchange knows your keys, for fetching and for answers."


def feedback(client: StillmineClient, asked: argparse.Namespace) -> str:
    """Send the verdicts of a file. All of it is read before the first is sent."""
    values_of = _hma(asked).values_of if asked.hma else None
    answers = list(read_verdicts(_read(asked.file), values_of))
    unknown = client.answer(answers)
    return f"Sent {len(answers)} verdicts; {unknown} were on signals that the exchange knows not."


def deletions(client: StillmineClient, asked: argparse.Namespace) -> str:
    """Confirm what was withdrawn and is gone from here."""
    withdrawn = find_withdrawn(client, asked.days)
    if asked.hma:
        gone, held = confirm_dropped(client, withdrawn, _hma(asked).holds)
    else:
        still = set(read_values(_read(asked.held)))
        gone, held = confirm_dropped(client, withdrawn, lambda _, value: value in still)
    return f"Confirmed {gone} withdrawn signals as gone; {held} are still held here."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("stillmine-connector", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    of_check = commands.add_parser("check", help="try your keys")
    of_check.set_defaults(run=check)
    of_feedback = commands.add_parser("feedback", help="send verdicts: CSV or JSON lines")
    of_feedback.add_argument("file", help="columns value (with --hma: content_id), verdict, tags")
    _take_hma(of_feedback)
    of_feedback.set_defaults(run=feedback)
    of_deletions = commands.add_parser("deletions", help="confirm what was withdrawn and is gone")
    of_deletions.add_argument("--held", default="-", help="a list of all values that you hold")
    of_deletions.add_argument("--days", type=int, default=90, help="how far to look back (90)")
    _take_hma(of_deletions)
    of_deletions.set_defaults(run=deletions)
    return parser


def _take_hma(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hma", metavar="URL", help="where your Hasher-Matcher-Actioner is")
    parser.add_argument("--bank", default="STILLMINE", help="its bank for this exchange")


def _hma(asked: argparse.Namespace) -> Hma:
    return Hma(asked.hma, asked.bank)


def _read(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")


def _describe(error: OSError) -> str:
    """What went wrong, without the address: HMA's holds the value that was asked for."""
    answer = error.response if isinstance(error, requests.RequestException) else None
    if answer is None:
        return f"That did not work: {type(error).__name__}."
    code = ""
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        code = str(answer.json().get("error", ""))
    return f"Refused: {answer.status_code} {code}".rstrip() + "."


def _fail(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
