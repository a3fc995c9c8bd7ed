"""All tables of the bank, in one place to look them up: importing this makes every one known."""

from webapp.bank import (
    case,
    change,
    choice,
    consent,
    credential,
    deletion,
    dispute,
    feedback,
    idempotency,
    participant,
    partner,
    pull,
    resource,
    signal,
    source,
    standing,
    submission,
    use,
    withdrawal,
)
from webapp.bank.table import Table

NOUNS = (
    case,
    change,
    choice,
    consent,
    credential,
    deletion,
    dispute,
    feedback,
    idempotency,
    participant,
    partner,
    pull,
    resource,
    signal,
    source,
    standing,
    submission,
    use,
    withdrawal,
)
METADATA = Table.metadata
