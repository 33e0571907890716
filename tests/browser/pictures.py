"""Take the pictures of the README from a running demo: ``python -m tests.browser.pictures FOLDER``.

Called by script/screenshots. No test itself; that the pages work is proved elsewhere.
"""

import csv
import os
import shutil
import sys
import time
import urllib.request
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import django
from playwright.sync_api import Page, sync_playwright

WHO = "petra.muster@example.org"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# A list with the defects that lists have: a postcode without its zero, an unknown type, a broken mail, a doubled row.
LIST = [
    ["Name", "Art", "Straße", "PLZ", "Ort", "Telefon", "E-Mail"],
    [
        "Kita Morgenstern",
        "Kindertagesstätte",
        "Birkenweg 4",
        "53840",
        "Troisdorf",
        "02241 / 23 45 6",
        "kita@example.org",
    ],
    [
        "Grundschule am Park",
        "Kindergartten",
        "Parkstr. 12",
        "53842",
        "Troisdorf",
        "0221 4710999",
        "gs@example.org",
    ],
    ["Praxis Dr. Probe", "Arztpraxis", "Am Markt 1", "5384", "Troisdorf", "0221 4710998", "praxis@"],
    [
        "Sportverein Beispiel",
        "Sportverein",
        "Waldweg 9",
        "53844",
        "Troisdorf",
        "0221 4710997",
        "sv@example.org",
    ],
]


def wait_for(address: str) -> None:
    """Wait until the demo answers; half a minute at most."""
    for _ in range(60):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:  # URLError, refused, timed out
            time.sleep(0.5)
    sys.exit(f"Nothing answers at {address}.")


def session_of(email: str) -> dict[str, str]:
    """Sign a demo account in without its form and return the cookie."""
    from django.conf import settings
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
        load_backend,
    )
    from django.contrib.sessions.backends.db import SessionStore

    user = get_user_model().objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = next(
        path for path in settings.AUTHENTICATION_BACKENDS if hasattr(load_backend(path), "get_user")
    )
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": settings.SITE_ADDRESS}


# The picture, a list, and what is opened from it.
OPENED = [
    ("finder", "/wer-hilft/schule/?akut=nein&plz=53840", ""),
    ("event", "/veranstaltungen/", "main h2 a, main h3 a"),
]


def begin_import(page: Page, folder: Path) -> None:
    """Walk the import up to the page of problems."""
    sheet = folder / "liste.csv"
    with sheet.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=";").writerows(LIST)
    page.goto("/arbeit/akteure/import/neu/")
    page.set_input_files("input[type=file]", sheet)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_load_state()
    page.locator("main form [type=submit]").first.click()
    for _ in range(60):
        page.wait_for_timeout(500)
        if page.locator("[data-busy], .sn-progress, progress").count() == 0:
            break
        page.reload()


def take(folder: Path) -> None:
    from django.conf import settings

    wait_for(settings.SITE_ADDRESS)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        for name, size, theme in (("", WIDE, "light"), ("_dark", WIDE, "dark"), ("_390", NARROW, "light")):
            context = browser.new_context(
                base_url=settings.SITE_ADDRESS, viewport=size, color_scheme=theme, locale="de-DE"
            )
            context.add_cookies([session_of(WHO)])
            page = context.new_page()
            page.goto("/arbeit/akteure/")
            page.screenshot(path=folder / f"institutions{name}.png")
            if name:
                continue
            page.goto("/arbeit/")
            page.screenshot(path=folder / "today.png")
            page.get_by_role("link", name="Kita Wolkenschaf").first.click()
            page.wait_for_load_state()
            page.screenshot(path=folder / "institution.png")
            begin_import(page, folder.parent.parent / ".state")
            page.screenshot(path=folder / "import.png")
            page.goto("/arbeit/netz/karte/")
            page.screenshot(path=folder / "map.png")
            for name, first, link in OPENED:
                page.goto(first)
                if link:
                    page.locator(link).first.click()
                page.wait_for_load_state()
                page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    django.setup()
    take(Path(sys.argv[1]))
