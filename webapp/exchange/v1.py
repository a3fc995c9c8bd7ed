"""The first protocol, as the open-source client of StopNCII.org speaks it."""

from collections.abc import Callable
from http import HTTPStatus
from time import time

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from webapp.bank.change import START, Place, load_head, note_reader
from webapp.bank.credential import Kind
from webapp.bank.deletion import confirm_deletions
from webapp.bank.feed import Reader
from webapp.bank.feedback import Feedback, give_feedback
from webapp.bank.participant import Scope
from webapp.bank.signal import Pair
from webapp.bank.submission import TooManySubmissions, submit_signals
from webapp.errors import log_unforeseen
from webapp.exchange import schema
from webapp.exchange.gate import enter
from webapp.exchange.pulling import pull
from webapp.exchange.refusal import CODES, Refusal
from webapp.exchange.walk import TokenMalformed, Tokens, Walk
from webapp.tools import tools

# Nothing of ours is older, so whoever asks for what came after a day in 1970 begins from nothing.
FIRST_PASS = 86_400
PAGE_SIZE = 800
LARGEST_PAGE = 5_000
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

View = Callable[[], Response]

blueprint = Blueprint("v1", __name__)


def call(name: str, method: str) -> Callable[[View], View]:
    """A call of the protocol. A base address that ends in a slash makes two of them: so be it."""

    def register(view: View) -> View:
        for slashes in ("/", "//"):
            blueprint.add_url_rule(f"/v1{slashes}{name}", view_func=view, methods=[method])
        return view

    return register


@call("FetchHashes", "GET")
def fetch_hashes() -> Response:
    """A page of what changed since a second, that second included."""
    reader = enter(_keys(Kind.FETCH), Scope.PULL, "v1.fetch_hashes")
    tokens = Tokens(tools().signing_keys, reader.id)
    size = _number("pageSize", PAGE_SIZE)
    if not 1 <= size <= LARGEST_PAGE:
        raise Refusal("page_size_out_of_range")
    walk = _walk(tokens)
    page = pull(reader, walk, size, schema.TYPES.values())
    if page.reached == walk.after and _moves_head(walk.after.second):
        page = pull(reader, walk, size, schema.TYPES.values())
    records = [schema.write_record(entry) for entry in page.entries]
    return jsonify(
        count=len(records),
        nextPageToken=tokens.write(walk.to(page.reached)) if page.has_more else None,
        nextSetTimestamp=page.reached.second,
        hasMoreRecords=page.has_more,
        hashRecords=records,
    )


@call("SubmitFeedback", "POST")
def submit_feedback() -> Response:
    """Keep verdicts. Those on signals that the sender cannot know of are counted as unknown."""
    reader = enter(_keys(Kind.FEEDBACK), Scope.FEEDBACK, "v1.submit_feedback")
    given, dropped = schema.read_feedback(request.get_json(silent=True))
    known = tools().bank.run(_answer, reader, given, dropped, tools().config.dispute_quorum)
    sent = {feedback.pair for feedback in given} | dropped
    return jsonify(count=len(sent), accepted=len(known), unknown=len(sent) - len(known))


@call("SubmitHashes", "POST")
def submit_hashes() -> Response:
    """Let the sender stand behind signals of its own."""
    reader = enter(_keys(Kind.SUBMIT), Scope.SUBMIT, "v1.submit_hashes")
    pairs, given = schema.read_submission(request.get_json(silent=True))
    try:
        fresh = tools().bank.run(_submit, reader, pairs, given, tools().config.dispute_quorum)
    except TooManySubmissions:
        raise Refusal("too_many_signals", HTTPStatus.FORBIDDEN) from None
    return jsonify(count=len(pairs), accepted=len(pairs), new=fresh)


@blueprint.route("/v1", methods=METHODS)
@blueprint.route("/v1/", methods=METHODS)
@blueprint.route("/v1//<path:_rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@blueprint.route("/v1/<path:_rest>", methods=METHODS)
def unknown(_rest: str = "") -> Response:
    """No such call: said in the protocol's own way, and never by a redirect."""
    raise Refusal("unknown_endpoint", HTTPStatus.NOT_FOUND)


@blueprint.errorhandler(Refusal)
def refuse(refusal: Refusal) -> tuple[Response, int, dict[str, str]]:
    """A code, and when to come again."""
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    return jsonify(error=refusal.code), refusal.status, headers


@blueprint.errorhandler(HTTPException)
def refuse_early(error: HTTPException) -> tuple[Response, int]:
    """What Flask refuses, in the same words."""
    status = error.code if error.code in CODES else HTTPStatus.BAD_REQUEST
    return jsonify(error=CODES[status]), status


@blueprint.errorhandler(Exception)
def fail(error: Exception) -> tuple[Response, int]:
    """Our fault. The log says where; nobody is told what was sent."""
    log_unforeseen(error)
    return jsonify(error=CODES[500]), HTTPStatus.INTERNAL_SERVER_ERROR


def _keys(kind: Kind) -> dict[Kind, str]:
    return {
        Kind.SUBSCRIPTION: request.headers.get("Ocp-Apim-Subscription-Key", ""),
        kind: request.headers.get("x-functions-key", ""),
    }


def _number(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise Refusal("malformed_number")
    return int(text)


def _walk(tokens: Tokens) -> Walk:
    """Where this page begins: where the token says, or at the second asked for."""
    start = _number("startTimestamp", 0)
    if token := request.args.get("nextPageToken"):
        try:
            return tokens.read(token)
        except TokenMalformed:
            raise Refusal("malformed_page_token") from None
    after = Place(start, 0)
    if start > FIRST_PASS:
        return Walk(after, after.number)
    return Walk(after, START.number, tools().bank.run(load_head))


def _moves_head(second: int) -> bool:
    """Whether a reader that was told nothing had begun beyond the head, which is moved up then."""
    head = tools().bank.run(load_head)
    if second > max(head.second, int(time())):
        raise Refusal("start_timestamp_in_the_future")
    if second > head.second:
        tools().bank.run(note_reader, second)
    return second > head.second


def _answer(
    session: Session, reader: Reader, given: list[Feedback], dropped: set[Pair], quorum: int
) -> set[Pair]:
    known = give_feedback(session, reader.id, given, quorum)
    return known | confirm_deletions(session, reader.id, dropped)


def _submit(
    session: Session, reader: Reader, pairs: set[Pair], given: list[Feedback], quorum: int
) -> int:
    fresh = submit_signals(session, reader.id, pairs)
    give_feedback(session, reader.id, given, quorum)
    return fresh
