"""`stillmine verify URL`: whether a server sends what anyone can build from our source."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from webapp.commands import Refused
from webapp.config import Config
from webapp.verifying import Finding, NotReached, compare


@click.command("verify")
@click.argument("url")
@click.option("--against", type=click.Path(path_type=Path), help="The folder that was built.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def verify_command(config: Config, url: str, against: Path | None, as_json: bool) -> None:
    """Download all that the server at URL sends to a browser, and compare it with a build.

    Ends with 1 if anything differs, is missing, or is there besides.
    """
    built = against or config.built
    if not (built / "manifest.json").exists():
        raise Refused("There is no build to compare with. Make one first: make bundle")
    try:
        findings = list(compare(url.rstrip("/"), built))
    except NotReached as problem:
        raise Refused(f"The server did not answer as expected: {problem}") from problem
    for line in _json(findings) if as_json else _lines(findings):
        click.echo(line)
    if any(not finding.is_same for finding in findings):
        raise SystemExit(1)


def _json(findings: list[Finding]) -> Iterator[str]:
    yield json.dumps([{"what": found.what, "says": found.says} for found in findings])


def _lines(findings: list[Finding]) -> Iterator[str]:
    bad = [found for found in findings if not found.is_same]
    for found in findings:
        yield f"{found.says}\t{found.what}"
    yield (
        f"{len(bad)} of {len(findings)} are not as they should be."
        if bad
        else f"All {len(findings)} are the same as in this build."
    )
