"""What every answer says to the browser about itself: one table, and a test that locks it.

An endpoint that is not in the table does not start: nobody adds a page and forgets its policy.
The vault's lines are the ones measured in docs/ways-out.md; change them only with that run.
"""

from functools import partial

from flask import Flask, Response, abort, request

from webapp import services
from webapp.config import Config
from webapp.shipped import Shipped

Headers = dict[str, str]

KIB = 1024
SMALL_BODY = 64 * KIB
# As JSON inside a form: 100 items of 12 signals, 230 kB at the very most, and 6,000 frames of
# videos (MAX_FRAMES in static/vault/boot.js), 100 bytes each.
SIGNALS_BODY = 896 * KIB

PAGE_SCRIPTS = ("js/leave.js", "js/links.js")
CASE_SCRIPTS = (
    *PAGE_SCRIPTS,
    "js/steps.js",
    "js/lost.js",
    "js/focus.js",
    "js/vault-parts.js",
    "js/vault-host.js",
    "js/vault-signals.js",
    "js/signal-list.js",
    "js/pow.js",
    "js/receipt.js",
)

FEATURES = """
    accelerometer autoplay browsing-topics camera captured-surface-control clipboard-read
    clipboard-write
    compute-pressure cross-origin-isolated display-capture encrypted-media fullscreen
    gamepad geolocation gyroscope hid identity-credentials-get idle-detection keyboard-map
    local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture
    private-state-token-issuance publickey-credentials-create publickey-credentials-get
    screen-wake-lock serial storage-access summarizer sync-xhr usb
    window-management xr-spatial-tracking
""".split()  # noqa: SIM905 - a list of names reads better than a column of quotes

EVERYWHERE: Headers = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in FEATURES),
    "X-DNS-Prefetch-Control": "off",
}

# Which policy each endpoint has. Signals arrive only where `BODIES` says so.
ENDPOINTS: dict[str, str] = {
    "pages.root": "page",
    "pages.home": "page",
    "pages.how": "page",
    "pages.privacy": "page",
    "pages.check": "page",
    "pages.bye": "bye",
    "pages.healthz": "data",
    "vault.document": "vault",
    "case.start": "case",
    "case.show_step": "case",
    "case.take_step": "case",
    "case.show_follow": "case",
    "case.take_follow": "case",
}
BODIES: dict[str, int] = {"case.take_step": SIGNALS_BODY, "case.take_follow": SIGNALS_BODY}


class PolicyMissing(Exception):
    """An endpoint has no line in the table."""


def init_app(app: Flask, config: Config, shipped: Shipped) -> None:
    """Put the headers on every answer and turn away what no page of ours sends."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in ENDPOINTS:
            raise PolicyMissing(rule.endpoint)
    policies = policy_table(config, shipped)
    app.before_request(_refuse_foreign)
    app.after_request(partial(_add_headers, policies, config))


def policy_table(config: Config, shipped: Shipped) -> dict[str, list[tuple[str, str]]]:
    """The headers of each policy, as (name, value): the vault sends one name twice."""
    return {
        "page": _page(config, shipped, PAGE_SCRIPTS),
        "case": _page(config, shipped, CASE_SCRIPTS, frame="'self'"),
        "vault": vault_headers(*shipped.vault_sources()),
        "bye": [
            *_nothing(),
            ("Clear-Site-Data", '"cache", "storage"'),
        ],
        "data": _nothing(),
    }


def _nothing() -> list[tuple[str, str]]:
    return [
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Cache-Control", "no-store"),
    ]


def _page(
    config: Config, shipped: Shipped, scripts: tuple[str, ...], frame: str = "'none'"
) -> list[tuple[str, str]]:
    sources = " ".join(shipped.asset(name).csp_source for name in scripts)
    policy = (
        f"default-src 'none'; script-src {sources}; style-src 'self'; img-src 'self'; "
        f"connect-src 'self'; form-action 'self'; frame-src {frame}; base-uri 'none'; "
        "object-src 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    headers = [("Content-Security-Policy", policy), ("Cache-Control", "no-store")]
    if frame != "'none'":
        headers.append(
            ("Connection-Allowlist", _allowlist(config.leave_origin, *services.origins())),
        )
    return headers


def _allowlist(*origins: str) -> str:
    """Where a page with an open case may go at all: here, away, or to a service it names."""
    return f"(response-origin {' '.join(f'"{origin}/*"' for origin in origins)})"


def vault_headers(script: str, style: str, ancestors: str = "'self'") -> list[tuple[str, str]]:
    """The headers of the vault document. `script` and `style` are CSP sources of its own text.

    Two policies on purpose: the first allows one script by its digest, and a digest also lets an
    *external* script through by its integrity attribute. The second names no digest, so that
    together only the inline script and blobs are left.
    """
    first = (
        f"default-src 'none'; script-src {script} 'wasm-unsafe-eval' blob:; style-src {style}; "
        "img-src blob:; media-src blob:; worker-src blob:; connect-src 'none'; font-src 'none'; "
        "object-src 'none'; frame-src 'none'; manifest-src 'none'; form-action 'none'; "
        f"base-uri 'none'; frame-ancestors {ancestors}; "
        "require-trusted-types-for 'script'; trusted-types vault; sandbox allow-scripts"
    )
    return [
        ("Content-Security-Policy", first),
        ("Content-Security-Policy", "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:"),
        ("Connection-Allowlist", "()"),
        ("Cache-Control", "no-store"),
    ]


def _add_headers(
    policies: dict[str, list[tuple[str, str]]], config: Config, response: Response
) -> Response:
    for name, value in EVERYWHERE.items():
        response.headers[name] = value
    if config.public_url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = (
            "max-age=63072000; includeSubDomains; preload"
        )
    for name, value in policies[ENDPOINTS.get(request.endpoint or "", "page")]:
        response.headers.add(name, value)
    return response


def _refuse_foreign() -> None:
    """No file, no oversized body, nothing posted from another site gets as far as a view."""
    request.max_content_length = BODIES.get(request.endpoint or "", SMALL_BODY)
    request.max_form_memory_size = request.max_content_length
    if request.method != "POST":
        return
    if request.mimetype != "application/x-www-form-urlencoded":
        abort(415)
    # Our pages send no referrer, so Origin is "null" even for our own forms: this header tells.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403)
