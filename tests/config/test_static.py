import re

from django.contrib.staticfiles.finders import find
from django.core.management import call_command

from tests.environment import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
IMPORTED = re.compile(r"(?:from|import)\s*\(?\s*[\"'](\.[^\"']+)")
VERSIONED = re.compile(r"\.[0-9a-f]{12}\.js$")
REFERENCE = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")


def test_every_static_file_that_a_template_names_exists():
    missing = {
        f"{template.name}: {name}"
        for template in TEMPLATES
        for name in REFERENCE.findall(template.read_text())
        if not find(name)
    }
    assert not missing


def test_the_collected_files_have_hashed_names_and_compressed_copies(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.static.VersionedStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    copies = {path.name.split(".")[-1] for path in (tmp_path / "vendor").glob("htmx-*.min.*.js*")}
    assert copies == {"js", "gz"}
    scripts = [path.read_text() for path in (tmp_path / "js").rglob("*.????????????.js")]
    imported = [name for script in scripts for name in IMPORTED.findall(script)]
    assert imported
    assert not [name for name in imported if not VERSIONED.search(name)]


def test_our_styles_are_served_without_their_comments_and_with_all_their_rules(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.static.VersionedStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    for source in sorted((ROOT / "static" / "css").glob("*.css")):
        (served,) = (tmp_path / "css").glob(f"{source.stem}.????????????.css")
        assert "/*" not in served.read_text()
        assert served.read_text().count("{") == source.read_text().count("{")
