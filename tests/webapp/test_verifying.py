"""A running server against a build: nothing that was changed or put in goes unnoticed."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug.wrappers import Response

from tests.site import Site, serve
from webapp.cli import main
from webapp.config import HOME, load_config

BUILT = HOME / "static" / "built"


@pytest.fixture
def verify(tmp_path):
    """Runs `stillmine verify URL`: how it ended, and what it says of what is not the same."""

    def run(url: str, built: Path = BUILT) -> tuple[int, dict[str, str]]:
        environ = {"STILLMINE_INSTANCE": str(tmp_path), "STILLMINE_PUBLIC_URL": ""}
        arguments = ["verify", url, "--against", str(built), "--json"]
        result = CliRunner().invoke(main, arguments, env=environ)
        found = json.loads(result.output) if result.output.startswith("[") else []
        return result.exit_code, {f["what"]: f["says"] for f in found if f["says"] != "same"}

    return run


@pytest.fixture
def through(site: Site):
    """The site behind something that changes what passes: `change(path, response)`."""
    servers = []

    def put(change) -> str:
        def passing(environ, start_response):
            response = Response.from_app(site.server.app, environ, buffered=True)
            change(environ["PATH_INFO"], response)
            return response(environ, start_response)

        server, url = serve(passing)
        servers.append(server)
        return url

    yield put
    for server in servers:
        server.shutdown()


def swap(at: str, old: bytes, new: bytes):
    def change(path: str, response: Response) -> None:
        if path.startswith(at):
            data = response.get_data()
            assert old in data, path
            response.set_data(data.replace(old, new, 1))

    return change


def test_a_server_that_sends_what_was_built_is_the_same(site, verify):
    assert verify(site.url) == (0, {})


def test_what_it_says_is_read_by_people_too(site, tmp_path):
    result = CliRunner().invoke(main, ["verify", site.url], env={"STILLMINE_PUBLIC_URL": ""})
    assert result.exit_code == 0
    assert "the same as in this build" in result.output


def test_one_byte_of_the_vault_is_noticed(through, verify):
    url = through(swap("/vault/self", b'"use strict"', b'"use  trick"'))
    assert verify(url) == (1, {"/vault/self": "differs"})


def test_one_byte_of_a_part_of_the_runtime_is_noticed(through, verify):
    url = through(swap("/rt/", b"", b" "))
    ended, found = verify(url)
    assert ended == 1
    assert set(found.values()) == {"differs"}
    assert all(what.startswith("/rt/") for what in found)


def test_a_header_that_holds_the_vault_and_is_missing_is_noticed(through, verify):
    def change(path: str, response: Response) -> None:
        response.headers.remove("Connection-Allowlist")

    assert verify(through(change)) == (1, {"the policies of the vault": "policy"})


@pytest.mark.parametrize(
    ("put_in", "says"),
    [
        (b'<script src="/static/extra.js"></script>', "unknown"),
        (b'<script src="https://elsewhere.example/js/leave.js"></script>', "unknown"),
        (b"<script>fetch('/')</script>", "inline"),
        (b"<img alt='' src='/en/how?spy'>", "unknown"),
        (b"<p onclick='spy()'>", "inline"),
        (b"<base href='https://elsewhere.example/'>", "inline"),
        (b"<object data='https://elsewhere.example/'></object>", "inline"),
        (b"<meta http-equiv='Refresh' content='0; url=https://elsewhere.example'>", "inline"),
        (b"<img alt='' srcset='https://elsewhere.example/a.png 2x'>", "unknown"),
        (b"<iframe srcdoc='<script>1</script>'></iframe>", "inline"),
        (b"<a href='javascript:spy()'>x</a>", "inline"),
    ],
)
def test_whatever_a_page_has_besides_is_noticed(through, verify, put_in, says):
    ended, found = verify(through(swap("/en/case", b"</main>", put_in + b"</main>")))
    assert ended == 1
    assert found.pop("/en/case") == says
    assert found == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b" integrity=", b" data-integrity=", "differs"),
        (b'.js" integrity=', b'.js?x=1" integrity=', "unknown"),
    ],
)
def test_a_script_that_is_not_pinned_or_asked_for_otherwise_is_noticed(
    through, verify, old, new, says
):
    assert verify(through(swap("/en/case", old, new))) == (1, {"/en/case": says})


def test_a_page_that_is_held_less_tightly_is_noticed(through, verify):
    def change(path: str, response: Response) -> None:
        if path == "/en/case":
            response.headers.remove("Content-Security-Policy")

    assert verify(through(change)) == (1, {"/en/case": "policy"})


def test_a_server_without_a_list_is_told(through, verify):
    assert verify(through(swap("/check.json", b"{", b"<html>{"))) == (1, {})


def test_a_list_that_names_more_than_was_built_is_noticed(through, verify):
    more = b'{"files": [{"bytes": 1, "sha256": "00", "url": "/static/js/more.js"}, '
    url = through(swap("/check.json", b'{"files":[', more.replace(b": [", b":[")))
    assert verify(url) == (1, {"/static/js/more.js": "unknown"})


def test_a_file_that_is_not_there_is_missing(through, verify):
    def change(path: str, response: Response) -> None:
        if path.endswith(".css"):
            response.status_code = 404

    ended, found = verify(through(change))
    assert ended == 1
    assert set(found.values()) == {"missing"}


def test_a_server_that_leads_elsewhere_is_not_followed(site, through, verify):
    def change(path: str, response: Response) -> None:
        if path == "/check.json":
            response.status_code = 302
            response.headers["Location"] = site.url + path

    assert verify(through(change)) == (1, {})


def test_without_a_build_it_says_what_to_do(site, tmp_path):
    asked = ["verify", site.url, "--against", str(tmp_path / "nothing")]
    result = CliRunner().invoke(main, asked, env={"STILLMINE_PUBLIC_URL": ""})
    assert result.exit_code == 1
    assert "make bundle" in result.output


def test_nobody_answers_there(verify):
    assert verify("http://127.0.0.1:9") == (1, {})


def test_another_build_is_not_the_same(site, verify, tmp_path):
    copy = tmp_path / "built"
    shutil.copytree(BUILT, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    name = next(iter(manifest["assets"]))
    manifest["assets"][name]["sha256"] = "0" * 64
    (copy / "manifest.json").write_text(json.dumps(manifest))
    ended, found = verify(site.url, copy)
    assert ended == 1
    assert list(found.values()) == ["differs"]
    assert load_config({}).built == BUILT
