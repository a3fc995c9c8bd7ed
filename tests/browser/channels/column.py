"""Which protections are on while the ways are tried."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of the table of docs/ways-out.md."""

    name: str
    says: str
    sandbox: bool = True
    policies: int = 2  # how many of the two Content-Security-Policy headers
    locks: bool = True  # the page around it forbids every frame once it has the vault
    deletes_peers: bool = True  # the first statement of the vault
    allowlist: bool = True
    is_real: bool = False  # the vault itself, in a page of the product


CONTROL = Column("open", "no protection at all", False, 0, False, False, False)
ONE_POLICY = Column("one-policy", "the first policy alone", policies=1, allowlist=False)
NO_LOCK = Column("no-lock", "without the lock of the page", locks=False, allowlist=False)
PEERS = Column("peers", "with the peer constructors", deletes_peers=False, allowlist=False)
LAYERS = Column("layers", "everything but Connection-Allowlist", allowlist=False)
ALLOWLIST = Column("allowlist", "sandbox and Connection-Allowlist alone", True, 0, False, False)
FULL = Column("full", "everything")
REAL = Column("vault", "the vault itself", is_real=True)
REAL_LAYERS = Column(
    "vault-layers", "the vault itself, without Connection-Allowlist", allowlist=False, is_real=True
)

COLUMNS = (CONTROL, ONE_POLICY, NO_LOCK, PEERS, LAYERS, ALLOWLIST, FULL, REAL_LAYERS, REAL)
