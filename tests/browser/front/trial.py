"""A small site on the real base page, macros, style sheets and scripts, to try them with.

Its answers can be made slow, broken or never to come: the value of the field `how` says which.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from flask import Flask, Response, abort, g, redirect, render_template, request, url_for
from jinja2 import FileSystemLoader, StrictUndefined
from werkzeug.exceptions import HTTPException
from wtforms import Field, Form, RadioField, SelectMultipleField, ValidationError

from tests.browser.front.assets import ROOT, Asset
from tests.browser.front.words import LANGUAGES, say
from webapp.govuk import govuk_macros

STEPS = ("one", "two", "three")
PAGE_SCRIPTS = ["js/leave.js", "js/links.js"]
STEP_SCRIPTS = ["js/steps.js", "js/lost.js", "js/focus.js", "js/pow.js", "js/receipt.js"]
SLOW_SECONDS = 20


@dataclass(frozen=True)
class Price:
    ticket: str = "ticket"
    challenge: str = "5e" * 32
    bits: int = 12
    wait_seconds: int = 20


@dataclass
class Trial:
    """The site and what it saw. `release` lets the slow answers go."""

    assets: dict[str, Asset]
    leave_url: str
    posts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    release: Event = field(default_factory=Event)
    broken: int = 0
    scripts_may_come: Event = field(default_factory=Event)
    price: Price = field(default_factory=Price)

    def __post_init__(self) -> None:
        self.scripts_may_come.set()

    def make_app(self) -> Flask:
        app = Flask("trial", static_folder=None)
        app.jinja_loader = FileSystemLoader([ROOT / "templates", Path(__file__).parent / "pages"])
        app.jinja_env.undefined = StrictUndefined
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        app.jinja_env.add_extension("jinja2.ext.i18n")
        app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
            lambda text: say(g.lang, text), lambda one, _many, _n: one, newstyle=True
        )
        app.jinja_env.globals |= {"asset": self.assets.__getitem__, "govuk": govuk_macros()}
        app.context_processor(self._context)
        self._add_routes(app)
        app.after_request(self._add_headers)
        app.register_error_handler(HTTPException, self._explain)
        return app

    def _context(self) -> dict[str, object]:
        return {
            "title": "Stillmine",
            "lang": g.lang,
            "dir": LANGUAGES[g.lang][1],
            "languages": [
                {
                    "code": code,
                    "name": name,
                    "dir": way,
                    "url": f"/{code}/",
                    "current": code == g.lang,
                }
                for code, (name, way) in LANGUAGES.items()
            ],
            "leave_url": self.leave_url,
            "protects_nobody": "quiet" not in request.args,
            "is_demo": True,
            "say": lambda text: say(g.lang, text),
        }

    def _add_headers(self, response: Response) -> Response:
        names = PAGE_SCRIPTS + STEP_SCRIPTS
        sources = " ".join(f"'{self.assets[name].integrity}'" for name in names)
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src {sources}; style-src 'self'; img-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        if "may-keep" not in request.args:
            response.headers["Cache-Control"] = "no-store"
        return response

    def _explain(self, error: HTTPException) -> tuple[str, int]:
        code = error.code or 500
        return render_template("error.html", slug="error", code=code), code

    def _add_routes(self, app: Flask) -> None:
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("/<lang>/", "pages.home", lambda: self._plain("home")),
            ("/<lang>/how", "pages.how", lambda: self._plain("how")),
            ("/<lang>/privacy", "pages.privacy", lambda: self._plain("privacy")),
            ("/<lang>/check", "pages.check", lambda: self._plain("check")),
            ("/<lang>/help", "support.home", lambda: self._plain("help")),
            ("/<lang>/style", "style", self._style),
            ("/<lang>/case", "start", lambda: self._step("one")),
            ("/<lang>/case/<slug>", "step", self._step),
            ("/<lang>/framed", "framed", lambda: self._plain("framed")),
            ("/bye", "bye", lambda: Response(status=204)),
            ("/static/<path:name>", "asset", self._asset),
        ]
        app.url_value_preprocessor(self._take_language)
        app.url_defaults(lambda endpoint, values: values.setdefault("lang", g.lang))
        for rule, endpoint, view in routes:
            app.add_url_rule(rule, endpoint, view, methods=["GET"])
        app.add_url_rule("/<lang>/case/<slug>", "take", self._take, methods=["POST"])

    def _take_language(self, _endpoint: str | None, values: dict[str, str] | None) -> None:
        g.lang = (values or {}).pop("lang", "en")
        self.paths.append(request.path)

    def _asset(self, name: str) -> Response:
        if name.startswith("js/"):
            self.scripts_may_come.wait(SLOW_SECONDS)
        return Response(self.assets[name].content, mimetype=self.assets[name].kind)

    def _plain(self, name: str) -> str:
        return render_template("plain.html", slug=name)

    def _style(self) -> str:
        form = StyleForm(request.args)
        form.speak(lambda text: say(g.lang, text))
        form.validate()
        form.who.data, form.agree.data = "me", ["adult"]
        return render_template("style.html", slug="style", form=form, scripts=STEP_SCRIPTS)

    def _step(self, slug: str, status: int = 200, **context: object) -> tuple[str, int]:
        page = render_template(
            "step.html",
            **{"problem": "", "price": None, **context},
            slug=slug,
            scripts=STEP_SCRIPTS,
            address=url_for("start"),
        )
        return page, status

    def _take(self, slug: str) -> Any:
        """The next step, unless the field `how` asks for something else."""
        self.posts.append((slug, request.form.to_dict()))
        how = request.form.get("how", "")
        if how == "error":
            return self._step(slug, 422, problem="Choose one.")
        if how == "away":
            return redirect(url_for("pages.home"), 303)
        if how == "price" and not request.form.get("pow"):
            return self._step(slug, 429, price=self.price)
        if how == "slow":
            self.release.wait(SLOW_SECONDS)
        if how.isdecimal() and self.broken:
            self.broken -= 1
            abort(int(how))
        if how == "lost" and self.broken:
            self.broken -= 1
            request.environ["werkzeug.socket"].shutdown(2)
            time.sleep(0.05)
        return self._step(STEPS[(STEPS.index(slug) + 1) % len(STEPS)])


class StyleForm(Form):
    """A field of every kind, unanswered."""

    who = RadioField("Who is in the images or videos?")
    agree = SelectMultipleField("Please read and tick each sentence")

    def speak(self, say_it: Callable[[str], str]) -> None:
        """Put the words into the language of the page."""
        choices = {
            self.who: ("me", "me-and-others", "someone-else"),
            self.agree: ("adult", "share-hashes", "understands-limits"),
        }
        for one, codes in choices.items():
            one.label.text = say_it(str(one.label.text))
            one.choices = [(code, say_it(code)) for code in codes]
            one.validators = [_refuse(say_it("Choose one of the answers to go on."))]


def _refuse(text: str) -> Callable[[Form, Field], None]:
    def check(_form: Form, _field: Field) -> None:
        raise ValidationError(text)

    return check
