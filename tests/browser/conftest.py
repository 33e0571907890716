"""Browser tests: Debian's chromium driven by playwright against the live server, nothing downloaded."""

import os
import shutil
from pathlib import Path

import pytest

from coordination.accounts.guards import AUDIT
from coordination.accounts.models import AuditEntry
from coordination.lib import guards

# playwright's sync interface runs inside an event loop; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here; without chromium it is skipped with a clear line, in CI it fails."""
    missing = pytest.mark.skip(reason="no chromium here; script/setup --with-tests brings it")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if "dark" in _look(item):  # every page in its other look: script/test --long
                item.add_marker(pytest.mark.long)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(missing)


def _look(item: pytest.Item) -> set[object]:
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return {
        part
        for value in values
        for part in (value if isinstance(value, tuple) else (value,))
        if isinstance(part, str)
    }


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        # root (in containers) has no sandbox; /dev/shm is small there
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "de-DE", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(autouse=True)
def _log_may_go(transactional_db):
    """The log is append-only, also for the test runner that empties all tables after each test here."""
    yield
    with guards.opened(AUDIT):
        AuditEntry.objects.all().delete()


AXE = "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def axe(root):
    """Call it with a page: the findings of axe as lines, empty when there are none."""
    script = (root / AXE).read_text("utf-8")

    def findings(page) -> list[str]:
        page.evaluate(script)  # not as a <script>: the policy of our pages forbids it
        result = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", RULES)
        return [
            f"{one['id']}: {node['target']} {node['failureSummary'].splitlines()[1].strip()}"
            for one in result["violations"]
            for node in one["nodes"]
        ]

    return findings
