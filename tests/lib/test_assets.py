"""Static files: what pages ask for is there, what they do not ask for is not; also under hashed names."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command


@pytest.fixture(autouse=True)
def _installed(root):
    if not (root / "node_modules/@kern-ux/native/dist").is_dir():
        pytest.skip("npm ci was not run here")


@pytest.mark.parametrize(
    "name",
    [
        "kern/kern.min.css",
        "kern/fonts/fira-sans/FiraSans-Bold.woff2",
        "icons.svg",
        "django_htmx/htmx-2.min.js",
    ],
)
def test_what_pages_ask_for_is_found(name):
    assert finders.find(name)


@pytest.mark.parametrize(
    "name", ["kern/kern-grid.css", "kern/js/index.js", "kern/fonts/noto-sans/NotoSans-Bold.woff"]
)
def test_the_rest_of_the_design_system_is_not_served(name):
    assert finders.find(name) is None


@pytest.mark.slow
def test_everything_is_collected_under_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)

    tokens = next(tmp_path.glob("css/tokens.*.css")).read_text("utf-8")
    fonts = re.findall(r'url\("([^"]+)"\)', tokens)
    assert len(fonts) == 4
    assert all((tmp_path / "css" / font).resolve().is_file() for font in fonts)
    assert len(list((tmp_path / "kern").rglob("*.woff2"))) == 8  # each once plain, once hashed


def test_lock_holds_no_download_address(root):
    assert "http" not in (root / "package-lock.json").read_text("utf-8")
