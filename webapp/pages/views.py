"""The pages that ask nothing."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from webapp.bank.verb import reading
from webapp.tools import tools

blueprint = Blueprint("pages", __name__)
# What browsers and machines ask for: these have no language, and are behind no partner's door.
signs = Blueprint("signs", __name__)


@blueprint.get("/")
def root() -> AnyResponse:
    """To the language that the browser asks for."""
    answer = redirect(url_for(".home"), HTTPStatus.FOUND)
    answer.vary.add("Accept-Language")
    return answer


@blueprint.get("/<lang>/")
def home() -> str:
    """What this is, for whom, and where to begin."""
    return render_template("pages/home.html", slug="home")


@blueprint.get("/<lang>/how")
def how() -> str:
    """How it works, what it cannot do, and how to see for oneself."""
    return render_template("pages/how.html", slug="how")


@blueprint.get("/<lang>/privacy")
def privacy() -> str:
    """What is kept, for how long, and what never reaches us."""
    return render_template("pages/privacy.html", slug="privacy")


@blueprint.get("/<lang>/check")
def check() -> str:
    """Every file shipped to the browser, with its digest."""
    return render_template("pages/check.html", slug="check", manifest=tools().shipped.manifest)


@blueprint.get("/<lang>/offline")
def offline() -> str:
    """The program that makes codes without any connection, for those who trust no site."""
    entry = tools().shipped.manifest["offline"]
    return render_template("pages/offline.html", slug="offline", program=entry)


@signs.get("/check.json")
def shipped_files() -> Response:
    """The same list as on the page, for machines that compare."""
    return jsonify(files=tools().shipped.files())


@signs.get("/bye")
def bye() -> Response:
    """The last request of a visit: its headers tell the browser to empty what it kept of us."""
    return Response(status=HTTPStatus.NO_CONTENT)


@signs.get("/healthz")
def healthz() -> Response:
    """Alive, with a database behind it."""
    tools().bank.run(_is_there)
    return Response("ok\n", mimetype="text/plain")


@reading
def _is_there(session: Session) -> None:
    """It waits for nobody who writes."""
    session.execute(text("select 1"))
