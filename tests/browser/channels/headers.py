"""The headers of the pages of a column: the server's own, less what the column goes without."""

from tests.browser.channels.column import Column
from webapp.security import EVERYWHERE, vault_headers

Headers = list[tuple[str, str]]


def frame_headers(column: Column, script: str, style: str) -> Headers:
    """What the frame is sent with. `script` and `style` are CSP sources of its own text."""
    if not column.sandbox:
        return []
    headers = vault_headers(script, style)
    policies = [line for line in headers if line[0] == "Content-Security-Policy"]
    kept = policies[: column.policies]
    if column.allowlist:
        kept += [line for line in headers if line[0] == "Connection-Allowlist"]
    return [*EVERYWHERE.items(), *kept, ("Cache-Control", "no-store")]


def host_headers(column: Column, script: str, frames: str) -> Headers:
    """What the page around it is sent with: it may frame these addresses, and no others."""
    if not column.locks and not column.policies:
        return []
    policy = (
        f"default-src 'none'; script-src {script}; connect-src 'self'; frame-src {frames}; "
        "form-action 'self'; base-uri 'none'; style-src 'self'"
    )
    return [*EVERYWHERE.items(), ("Content-Security-Policy", policy)]
