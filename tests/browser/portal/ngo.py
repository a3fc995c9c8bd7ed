"""A partner's own site, of another origin: it frames the portal and listens to whatever it says."""

from dataclasses import dataclass, field

from werkzeug.wrappers import Request, Response

from tests.site import Site, serve
from webapp.bank import partnership
from webapp.snippet import make_snippet

# A site that wants to own everything that stands on it.
HOSTILE = "* { color: red !important; font-size: 60px !important; position: static !important }"
# What a careful host lets its pages do; the frame is the one thing that is added for us.
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-src {site}"
)
EAR = "self.heard = []; addEventListener('message', (event) => heard.push(String(event.data)));"


@dataclass
class Ngo:
    """The site: what it puts around the frame can be changed between two visits."""

    snippet: str
    site_url: str
    style: str = ""
    is_strict: bool = False
    sandbox: str | None = None
    url: str = field(default="", init=False)

    @Request.application
    def __call__(self, request: Request) -> Response:
        if request.path == "/ear.js":
            return Response(EAR, mimetype="text/javascript")
        if request.path == "/site.css":
            return Response(self.style, mimetype="text/css")
        frame = self.snippet
        if self.sandbox is not None:
            frame = frame.replace("<iframe", f'<iframe sandbox="{self.sandbox}"')
        answer = Response(
            "<!doctype html><meta name=viewport content='width=device-width'><title>ngo</title>"
            f"<link rel=stylesheet href=/site.css><script src=/ear.js></script>{frame}",
            mimetype="text/html",
        )
        if self.is_strict:
            answer.headers["Content-Security-Policy"] = STRICT.format(site=self.site_url)
        return answer


def open_ngo(site: Site, language: str = "en", *, is_there: bool = False) -> tuple[Ngo, object]:
    """The partner `ngo` of a site, with its own site on `localhost` beside 127.0.0.1."""
    if not is_there:
        site.bank.run(partnership.add_partner, "ngo", "An NGO", "tr", colour="#1b5e57")
    site.bank.run(partnership.set_phones, "ngo", ["0212 000 00 00"])
    site.bank.run(partnership.set_text, "ngo", "en", "closing", "We are here.")
    snippet = make_snippet(site.url, "ngo", "An NGO", language, "medium")
    ngo = Ngo(snippet.frame, site.url)
    server, url = serve(ngo)
    ngo.url = url.replace("127.0.0.1", "localhost")
    site.bank.run(partnership.let_frame, "ngo", [ngo.url], with_loopback=True)
    return ngo, server
