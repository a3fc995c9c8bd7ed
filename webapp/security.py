"""What every answer says to the browser about itself: one table, and a test that locks it.

An endpoint that is not in the table does not start: nobody adds a page and forgets its policy.
The vault's lines are the ones measured in docs/ways-out.md; change them only with that run.
"""

import re
from functools import partial

from flask import Flask, Response, abort, request

from webapp.config import Config
from webapp.door import TRIAL_SITES, current_partner, sites_that_may_frame, twin
from webapp.shipped import Shipped

Headers = dict[str, str]

KIB = 1024
SMALL_BODY = 64 * KIB
# As JSON inside a form: 100 items of 12 signals, 230 kB at the very most, and 6,000 frames of
# videos (MAX_FRAMES in static/vault/document/), 100 bytes each.
SIGNALS_BODY = 896 * KIB

# The last one stands in the page itself: a frame that is held too tightly loads no file.
PAGE_SCRIPTS = ("js/leave.js", "js/links.js", "js/tight.js")
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
# The steps of a search are swapped in place, as in the wizard.
SEARCH_SCRIPTS = ("js/steps.js", "js/lost.js", "js/focus.js")
DESK_SCRIPTS = (*PAGE_SCRIPTS, "js/pow.js", "js/passkey.js", "js/logo.js", "js/receipt.js")
LETTER_SCRIPTS = ("js/places.js", "js/papers.js", "js/paper-out.js")

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

# What nobody has a reason to frame, not even behind a partner's door.
UNFRAMED = ("data", "trial")
ANCESTORS = re.compile(r"frame-ancestors (?:'none'|'self'|\*)")


def _features(*but: str) -> str:
    """What a page may ask of the device: nothing, or a few things for itself."""
    return ", ".join(f"{name}={'(self)' if name in but else '()'}" for name in FEATURES)


EVERYWHERE: Headers = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _features(),
    "X-DNS-Prefetch-Control": "off",
}

# Which policy each endpoint has, at our own door and at a partner's. Signals arrive only where
# `BODIES` says so.
ENDPOINTS: dict[str, str] = {
    "pages.root": "page",
    "pages.home": "page",
    "pages.how": "page",
    "pages.privacy": "page",
    "pages.check": "page",
    "pages.offline": "page",
    "signs.shipped_files": "data",
    "signs.bye": "bye",
    "signs.healthz": "data",
    "look.colours": "data",
    "look.logo": "data",
    "trial.show_site": "trial",
    "vault.document": "vault",
    "v1.fetch_hashes": "data",
    "v1.submit_feedback": "data",
    "v1.submit_hashes": "data",
    "v1.unknown": "data",
    "v2.changes": "data",
    "v2.feedback": "data",
    "v2.deletions": "data",
    "v2.outstanding_deletions": "data",
    "v2.signals": "data",
    "v2.matches": "data",
    "v2.whoami": "data",
    "v2.sandbox_signals": "data",
    "v2.sandbox_feedback": "data",
    "v2.sandbox_deletions": "data",
    "v2.sandbox_matches": "data",
    "v2.openapi": "data",
    "v2.unknown": "data",
    "developers.reference": "page",
    "support.home": "search",
    "support.take_search": "search",
    "support.choose_country": "page",
    "support.show_country": "page",
    "support.list_guides": "page",
    "support.show_guide": "page",
    "support.show_letter": "letters",
    "support.show_platforms": "page",
    "support.show_for_sites": "page",
    "support.show_widget": "widget",
    "support_data.resources_json": "open",
    "support_data.resources_csv": "open",
    "support_data.languages_json": "open",
    "case.start": "case",
    "case.show_step": "case",
    "case.open_invitation": "case",
    "case.take_step": "case",
    "case.show_follow": "case",
    "case.take_follow": "case",
    "desk": "page",
    "casework.sign_in": "desk",
    "casework.take_sign_in": "desk",
    "casework.take_passkey": "desk",
    "casework.second_step": "desk",
    "casework.take_second_step": "desk",
    "casework.new_password": "desk",
    "casework.take_new_password": "desk",
    "casework.set_up": "desk",
    "casework.take_set_up": "desk",
    "casework.take_sign_out": "desk",
    "casework.account": "desk",
    "casework.take_account": "desk",
    "casework.team": "desk",
    "casework.take_team": "desk",
    "casework.list_referrals": "desk",
    "casework.take_search": "desk",
    "casework.new": "desk",
    "casework.take_new": "desk",
    "casework.show": "desk",
    "casework.take_show": "desk",
    "casework.step": "desk",
    "casework.take_step": "desk",
    "casework.note": "desk",
    "casework.take_note": "desk",
    "casework.hand_over": "desk",
    "casework.take_hand_over": "desk",
    "casework.summary": "desk",
    "casework.workspace": "desk",
    "casework.take_workspace": "desk",
    "casework.figures": "desk",
    "casework.figures_csv": "data",
}
FOR_OTHER_SITES = ("widget", "open")
# 5,000 verdicts with their tags; of the second protocol 1,000, or some fifty long videos.
FEEDBACK_BODY = 4 * 1024 * KIB
BODIES: dict[str, int] = {
    "case.take_step": SIGNALS_BODY,
    "case.take_follow": SIGNALS_BODY,
    # A logo of 64 KiB as text, and what stands beside it.
    "casework.take_workspace": 96 * KIB,
    "v1.submit_feedback": FEEDBACK_BODY,
    "v1.submit_hashes": FEEDBACK_BODY,
    "v2.feedback": FEEDBACK_BODY,
    "v2.deletions": FEEDBACK_BODY,
    "v2.signals": FEEDBACK_BODY,
    "v2.sandbox_feedback": FEEDBACK_BODY,
    "v2.sandbox_deletions": FEEDBACK_BODY,
}
# Who posts to these is a server with keys, not a page of ours in a browser.
JSON_ENDPOINTS = {
    "v1.submit_feedback",
    "v1.submit_hashes",
    "v1.unknown",
    "v2.feedback",
    "v2.deletions",
    "v2.signals",
    "v2.matches",
    "v2.sandbox_feedback",
    "v2.sandbox_deletions",
    "v2.sandbox_matches",
}
# Whatever is sent there, nobody reads it: the answer is that there is nothing.
UNREAD = {"v2.unknown"}


class PolicyMissing(Exception):
    """An endpoint has no line in the table."""


def init_app(app: Flask, config: Config, shipped: Shipped) -> None:
    """Put the headers on every answer and turn away what no page of ours sends."""
    for rule in app.url_map.iter_rules():
        if twin(rule.endpoint) not in ENDPOINTS:
            raise PolicyMissing(rule.endpoint)
    policies = policy_table(config, shipped)
    app.before_request(_refuse_foreign)
    app.after_request(partial(_add_headers, policies, config))


def policy_table(config: Config, shipped: Shipped) -> dict[str, list[tuple[str, str]]]:
    """The headers of each policy, as (name, value): the vault sends one name twice."""
    return {
        "page": _page(config, shipped, PAGE_SCRIPTS),
        "case": _page(config, shipped, CASE_SCRIPTS, frame="'self'"),
        "search": _page(config, shipped, (*PAGE_SCRIPTS, *SEARCH_SCRIPTS)),
        "letters": _letters(config, shipped),
        "desk": _desk(config, shipped),
        "widget": _widget(),
        "open": _open(),
        "vault": vault_headers(*shipped.vault_sources()),
        "trial": _trial(),
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


def _trial() -> list[tuple[str, str]]:
    """The made-up site of a demonstration, with the portal in a frame."""
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        f"frame-src 'self' {' '.join(TRIAL_SITES)}; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return [("Content-Security-Policy", policy), ("Cache-Control", "no-store")]


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
        headers.append(_only_here_and_away(config))
    return headers


def _only_here_and_away(config: Config) -> tuple[str, str]:
    """A page with an open case may go nowhere else. Who can help stands on pages without one."""
    return ("Connection-Allowlist", f'(response-origin "{config.leave_origin}/*")')


def _letters(config: Config, shipped: Shipped) -> list[tuple[str, str]]:
    """What is typed here stays here: no request, no form, no frame, no picture, no other site.

    Left are the addresses that any page must be able to ask its own server for: its style sheet,
    its scripts, the page that a link leads to. What ours ask for is tested.
    """
    sources = " ".join(shipped.asset(n).csp_source for n in (*PAGE_SCRIPTS, *LETTER_SCRIPTS))
    policy = (
        f"default-src 'none'; script-src {sources}; style-src 'self'; img-src 'none'; "
        "connect-src 'none'; form-action 'none'; frame-src 'none'; base-uri 'none'; "
        "object-src 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return [
        ("Content-Security-Policy", policy),
        ("Cache-Control", "no-store"),
        _only_here_and_away(config),
        ("Permissions-Policy", _features("clipboard-write")),
    ]


def _desk(config: Config, shipped: Shipped) -> list[tuple[str, str]]:
    """A page for staff, which may ask the device for a passkey."""
    passkeys = _features("publickey-credentials-create", "publickey-credentials-get")
    return [*_page(config, shipped, DESK_SCRIPTS), ("Permissions-Policy", passkeys)]


def _widget() -> list[tuple[str, str]]:
    """A page without scripts, made to stand in the frame of any site."""
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors *"
    )
    return [
        ("Content-Security-Policy", policy),
        ("Cache-Control", "no-store"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]


def _open() -> list[tuple[str, str]]:
    """Facts that are public: any site may read them, and keep them for an hour."""
    return [
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Cache-Control", "public, max-age=3600"),
        ("Access-Control-Allow-Origin", "*"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]


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
    policy = ENDPOINTS.get(twin(request.endpoint), "page")
    if response.status_code >= 400 and policy in FOR_OTHER_SITES:
        policy = "page"  # what went wrong is nobody's to keep or to frame
    mine = policies[policy]
    for name, value in EVERYWHERE.items():
        if name not in {own for own, _ in mine}:
            response.headers[name] = value
    if config.public_url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = (
            "max-age=63072000; includeSubDomains; preload"
        )
    for name, value in mine:
        response.headers.add(name, value if policy in UNFRAMED else _at_the_door(value))
    return response


def _at_the_door(value: str) -> str:
    """The same policy behind a partner's door, where its sites and no others may frame the page."""
    if current_partner() is None:
        return value
    return ANCESTORS.sub(" ".join(["frame-ancestors 'self'", *sites_that_may_frame()]), value)


def _refuse_foreign() -> None:
    """No file, no oversized body, nothing posted from another site gets as far as a view."""
    request.max_content_length = BODIES.get(twin(request.endpoint), SMALL_BODY)
    request.max_form_memory_size = request.max_content_length
    if request.method != "POST" or request.endpoint in UNREAD:
        return
    if request.mimetype != _form_of(request.endpoint):
        abort(415)
    # Our pages send no referrer, so Origin is "null" even for our own forms: this header tells.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403)


def _form_of(endpoint: str | None) -> str:
    """The one kind of body that an endpoint takes. None takes a file."""
    return "application/json" if endpoint in JSON_ENDPOINTS else "application/x-www-form-urlencoded"
