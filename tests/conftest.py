"""What every test stands on: no network, no real files, no clock of its own.

Sockets are closed by pytest-socket (pyproject.toml): only this machine's own addresses can be reached.
"""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from coordination.accounts.roles import Role
from coordination.lib import kept
from network import loading
from tests.factories.accounts import MembershipFactory, NetworkFactory, UserFactory

# The test database of SQLite is a file there (settings.DATABASES).
(Path(django_settings.BASE_DIR) / ".state").mkdir(exist_ok=True)


def pytest_addoption(parser):
    parser.addoption("--only-database", action="store_true", help="leave out what asks no database")


def pytest_collection_modifyitems(config, items):
    """A second database has nothing to say about what asks none, nor about how a page looks in a browser.

    Of a long table of inputs the first row shows whether it agrees; all rows are played without the option.
    """
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if _asks_the_database(item) and _stands_early(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _stands_early(item) -> bool:
    table = getattr(item, "callspec", None)
    return table is None or all(row == 0 for row in table.indices.values())


def _asks_the_database(item) -> bool:
    if {"house", "matrix"} & set(item.path.parts):  # the same pages and the same words on both
        return False
    if item.get_closest_marker("browser"):
        return item.get_closest_marker("both_databases") is not None
    asks = {"db", "transactional_db", "live_server", "django_db_setup"}
    return item.get_closest_marker("django_db") is not None or bool(asks & set(item.fixturenames))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return Path(django_settings.BASE_DIR)


@pytest.fixture(autouse=True)
def _own_media_folder(settings, tmp_path):
    """No test writes into the real media folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _nothing_kept_of_another_test():
    """Graphs are kept by network and version, answers by the newest change; both begin anew in each test."""
    loading.forget()
    kept.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let Django find out what this database can do, once, before anybody counts questions."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field


# --- The cast ---------------------------------------------------------------------------------------------------------
# Ada runs the network, Mira carries it into her Kita, Dr. Lang has a practice, Noor coordinates the network next door
# and must see nothing of ours.


@pytest.fixture
def network(db):
    return NetworkFactory(name="Netzwerk Kinderschutz Musterstadt", slug="musterstadt")


@pytest.fixture
def other_network(db):
    return NetworkFactory(name="Netzwerk Kinderschutz Nachbarkreis", slug="nachbarkreis")


@pytest.fixture
def ada(network):
    """The coordinator of our network."""
    return _person("Ada", "Beispiel", Role.COORDINATOR, network)


@pytest.fixture
def ben(network):
    """A second coordinator, for what needs four eyes."""
    return _person("Ben", "Zweitauge", Role.COORDINATOR, network)


@pytest.fixture
def mira(network):
    """A multiplier from the Kita Sonnenblume."""
    return _person("Mira", "Muster", Role.MULTIPLIER, network)


@pytest.fixture
def lang(network):
    """Dr. Lang, registered professional."""
    return _person("Lena", "Lang", Role.PROFESSIONAL, network)


@pytest.fixture
def noor(other_network):
    """The coordinator of the other network: sees nothing of ours."""
    return _person("Noor", "Nebenan", Role.COORDINATOR, other_network)


@pytest.fixture
def auditor(network):
    return _person("Dana", "Schutz", Role.AUDITOR, network)


def _person(first_name, last_name, role, network):
    user = UserFactory(first_name=first_name, last_name=last_name, email=f"{first_name.lower()}@example.org")
    MembershipFactory(user=user, role=role, network=network)
    return user
