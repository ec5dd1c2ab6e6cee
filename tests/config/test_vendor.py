import hashlib
import re

from tests.environment import ROOT

VENDOR = ROOT / "static" / "vendor"
ROWS = dict(
    re.findall(
        r"^\| (\S+) \| .*? \| `([0-9a-f]{64})` \|", (VENDOR / "README.md").read_text(), re.MULTILINE
    )
)


def test_every_vendored_script_is_what_its_publisher_published():
    found = {path.name: hashlib.sha256(path.read_bytes()) for path in VENDOR.glob("*.js")}
    assert {name: digest.hexdigest() for name, digest in found.items()} == ROWS


def test_every_vendored_script_has_its_licence_beside_it():
    for name in ROWS:
        stem = name.removesuffix(".min.js")
        assert "permission" in (VENDOR / f"{stem}.LICENSE.txt").read_text().lower()
