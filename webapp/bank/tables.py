"""All tables of the bank, in one place to look them up: importing this makes every one known."""

from webapp.bank import (
    case,
    change,
    consent,
    participant,
    resource,
    signal,
    source,
    standing,
    withdrawal,
)
from webapp.bank.table import Table

NOUNS = (case, change, consent, participant, resource, signal, source, standing, withdrawal)
METADATA = Table.metadata
