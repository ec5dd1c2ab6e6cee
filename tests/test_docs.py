"""What the documents say is there, is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.environment import ROOT, documented_variables

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
README = (ROOT / "README.md").read_text()

LINK = re.compile(r"\]\(([^)\s]+)\)|<img [^>]*src=\"([^\"]+)\"")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MACHINE = re.compile(r"/(?:root|home|Users|tmp|mnt)/|(?:pypi|npmjs|pythonhosted)\.\w+")

LARGEST_IMAGE = 150 * 1024
"""Bytes."""


def documents(test):
    return pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)(test)


def targets():
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def links(path):
    """Where the document points, outside its examples."""
    prose = FENCED.sub("", path.read_text())
    return [one or other for one, other in LINK.findall(prose)]


def anchors(path):
    """The headings of a document as their addresses."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def broken(path, link):
    """Whether a link within the checkout leads nowhere."""
    if re.match(r"https?://", link):
        return False
    file, _, anchor = link.partition("#")
    target = (path.parent / file).resolve() if file else path
    if not target.exists():
        return True
    return bool(anchor) and target.suffix == ".md" and anchor not in anchors(target)


@documents
def test_every_link_leads_somewhere(path):
    assert [link for link in links(path) if broken(path, link)] == []


@pytest.mark.parametrize("link", ["nowhere.md", "#nowhere", "README.md#nowhere", "docs/nowhere"])
def test_a_broken_link_is_noticed(link):
    assert broken(ROOT / "README.md", link)


@documents
def test_every_make_target_named_exists(path):
    lines = [line for example in code(path) for line in example.splitlines()]
    named = [re.match(r"(?:[A-Z]+=\S+ )*make ([a-z]+)", line) for line in lines]
    assert {found[1] for found in named if found} <= targets()


@documents
def test_every_command_named_exists(path):
    named = set(re.findall(r"manage\.py ([a-z_]+)", path.read_text()))
    assert named <= set(get_commands())


def code(path: Path) -> list[str]:
    """What stands as code: in a block or between backticks."""
    text = path.read_text()
    return FENCED.findall(text) + re.findall(r"`([^`\n]+)`", FENCED.sub("", text))


@pytest.mark.parametrize("command", ["run", "test"])
def test_the_two_commands_of_the_readme_are_make_targets(command):
    assert re.search(rf"^make {command}\b", README, re.MULTILINE)
    assert command in targets()


def test_the_readme_names_every_make_target():
    assert targets() - {"help"} == set(re.findall(r"\bmake ([a-z]+)", README))


def test_the_readme_has_a_row_for_every_setting():
    rows = re.findall(r"^\| `([A-Z_]+)` \| .+ \| .+ \|$", README, re.MULTILINE)
    assert sorted(rows) == sorted(documented_variables())


@documents
def test_no_document_names_a_machine(path):
    assert MACHINE.findall(path.read_text()) == []


def test_pictures_are_light():
    pictures = [ROOT / link for link in links(ROOT / "README.md") if link.endswith(".png")]
    assert pictures
    assert all(picture.stat().st_size <= LARGEST_IMAGE for picture in pictures)


def test_the_changelog_says_what_is_not_released_yet():
    changelog = (ROOT / "CHANGELOG.md").read_text()
    kinds = re.findall(r"^### (\w+)$", changelog, re.MULTILINE)
    assert "## [Unreleased]" in changelog
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
