"""What every command of the operator leans on."""

import click

from webapp.bank import Bank, BankKeys
from webapp.config import Config


class Refused(click.ClickException):
    """A command that may not run here; the words say why and what to do."""


def open_bank(config: Config) -> Bank:
    """The bank that the settings name."""
    return Bank.connect(config.database_url, BankKeys.from_secrets(config.secrets, config.instance))
