"""What is shipped: the same bytes from the same input, each with its digest, nothing missing."""

import base64
import hashlib
import json
import re
import shutil
import zipfile
from pathlib import Path

import brotli
import pytest

from bundle.__main__ import build
from bundle.kernel import EXPORTS
from bundle.paths import ONDEVICE, Places
from bundle.vault import VaultMalformed, put_vault

MANIFEST = json.loads((Places().built / "manifest.json").read_text())
PARTS = MANIFEST["runtime"] | MANIFEST["later"]
FILES = [*MANIFEST["assets"].values(), *PARTS.values(), MANIFEST["vault"]]
FILES += [MANIFEST["offline"], MANIFEST["notices"]]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: Path(entry["path"]).name)
def test_every_file_is_what_the_manifest_says_of_it(entry):
    file = Places().built / entry["path"]
    data = file.read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert len(data) == entry["bytes"]
    small = file.with_name(file.name + ".br").read_bytes()
    assert len(small) == entry["brotli"]
    assert brotli.decompress(small) == data


def test_nothing_is_served_that_the_manifest_does_not_name():
    built = Places().built
    there = {str(p.relative_to(built)) for p in built.rglob("*") if p.is_file()}
    named = {entry["path"] for entry in FILES}
    assert there == named | {f"{path}.br" for path in named} | {"manifest.json"}


def test_the_address_of_every_part_begins_with_its_digest():
    for name, entry in PARTS.items():
        assert entry["path"] == f"rt/{entry['sha256'][:16]}/{name}"


def test_the_same_sources_give_the_same_bytes_with_nothing_kept(tmp_path):
    """A build with a cache of its own, so that even compilers have to say the same twice.

    Only the squeezing is shared: it is by the digest of what is squeezed, and cannot hide a change.
    """
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "brotli").symlink_to(Places().cache / "brotli")
    again = Places(tmp_path / "built", cache)
    build(again)
    usual = Places().built
    files = sorted(p.relative_to(usual) for p in usual.rglob("*") if p.is_file())
    assert (
        sorted(p.relative_to(again.built) for p in again.built.rglob("*") if p.is_file()) == files
    )
    for file in files:
        assert (usual / file).read_bytes() == (again.built / file).read_bytes(), file


def test_the_vault_pins_every_part_and_its_policy_the_vault():
    page = (Places().built / MANIFEST["vault"]["path"]).read_text()
    for entry in PARTS.values():
        assert entry["sha256"] in page
    for tag in ("script", "style"):
        inside = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert [digest] == [MANIFEST["vault"][f"{tag}_sha256"]] * len(inside)


def test_a_vault_with_a_second_script_is_not_built(tmp_path, monkeypatch):
    from bundle import vault
    from bundle.shelf import Shelf

    shutil.copytree(vault.SOURCES, tmp_path, dirs_exist_ok=True)
    page = tmp_path / "vault.html"
    page.write_text(page.read_text().replace("</body>", "<script>1</script></body>"))
    monkeypatch.setattr(vault, "SOURCES", tmp_path)
    with pytest.raises(VaultMalformed):
        put_vault(Shelf(Places(tmp_path / "built", tmp_path)), {}, {})


def test_the_wheel_holds_our_sources_and_the_kernel_with_a_true_record():
    with zipfile.ZipFile(Places().built / MANIFEST["runtime"]["ondevice.whl"]["path"]) as wheel:
        names = wheel.namelist()
        for source in ONDEVICE.glob("*.py"):
            assert wheel.read(f"ondevice/{source.name}") == source.read_bytes()
        record = next(name for name in names if name.endswith("/RECORD"))
        for line in wheel.read(record).decode().splitlines():
            name, digest, _ = line.split(",")
            if digest:
                found = base64.urlsafe_b64encode(hashlib.sha256(wheel.read(name)).digest())
                assert digest == "sha256=" + found.decode().rstrip("=")
        kernel = wheel.read("ondevice/kernel/pdq.so")
    assert all(name.encode() in kernel for name in EXPORTS)


def test_the_runtime_stays_small_enough_for_a_phone():
    assert sum(entry["brotli"] for entry in MANIFEST["runtime"].values()) <= 4_300_000


def test_what_runs_on_the_device_imports_nothing_but_the_standard_library():
    import ast
    import sys

    for source in ONDEVICE.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                assert top in sys.stdlib_module_names or top == "ondevice", f"{source.name}: {name}"
