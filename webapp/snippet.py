"""What a partner puts into its own site: a frame in a fixed height, and a plain link for the rest.

Never a script: it would own the page, and could see who is on it. The height is one of three, and
never follows what stands in the frame, so that the site around it cannot tell how far somebody is.
"""

from dataclasses import dataclass

from markupsafe import Markup

HEIGHTS = {"small": 600, "medium": 760, "tall": 960}
# For sites that must sandbox what they frame. A new tab must escape, or nothing opens in it; the
# last one lets "Leave now" take the whole tab.
SANDBOX = (
    "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox "
    "allow-top-navigation-by-user-activation"
)
# `frameborder`, because a strict site refuses a style that is written into the page.
FRAME = Markup("""\
<iframe src="{url}" title="{name}" referrerpolicy="no-referrer"
  width="100%" height="{height}" frameborder="0"></iframe>
<p><a href="{url}" target="_blank" rel="noopener noreferrer">{name}</a></p>""")


@dataclass(frozen=True)
class Snippet:
    """The pieces that a partner copies."""

    frame: str
    link: str
    content_policy: str
    sandbox: str = SANDBOX


def make_snippet(public_url: str, slug: str, name: str, language: str, height: str) -> Snippet:
    """The snippet of a partner in one language. `height` is one of HEIGHTS."""
    origin = public_url.rstrip("/")
    url = f"{origin}/p/{slug}/{language}/"
    frame = FRAME.format(url=url, name=name, height=HEIGHTS[height])
    return Snippet(str(frame), url, f"frame-src {origin}")
