"""Every variable the settings read is explained where an operator looks for it."""

import os
import re
import subprocess
import sys

import pytest

READ = re.compile(r"""\benv(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]+)["']""")


def read_by_settings(root) -> set[str]:
    return set(READ.findall((root / "coordination" / "settings.py").read_text("utf-8")))


def test_env_example_names_exactly_the_variables_of_the_settings(root):
    lines = (root / ".env.example").read_text("utf-8").splitlines()
    named = {line.lstrip("# ").split("=")[0] for line in lines if re.match(r"^(# )?[A-Z][A-Z0-9_]+=", line)}

    assert named == read_by_settings(root)


def test_operations_explain_each_variable(root):
    operations = (root / "docs" / "operations.md").read_text("utf-8")

    assert [name for name in sorted(read_by_settings(root)) if f"`{name}`" not in operations] == []


def test_each_variable_of_the_example_has_a_comment_before_it(root):
    lines = (root / ".env.example").read_text("utf-8").splitlines()
    naked = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if re.match(r"^(# )?[A-Z][A-Z0-9_]+=", line) and not before.startswith("# ")
    ]

    assert naked == []


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": "x" * 60, "DEMO": "1"}, "DEMO"),
        ({"SECRET_KEY": "x" * 60, "DEBUG": "1"}, "DEBUG"),
    ],
)
def test_production_refuses_to_start_unsafely(root, environment, said):
    result = subprocess.run(
        [sys.executable, "-c", "import coordination.settings"],
        cwd=root,
        env={"PATH": os.environ["PATH"], "PRODUCTION": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert f"ImproperlyConfigured: {said}" in result.stderr or said in result.stderr.splitlines()[-1]


def test_production_starts_with_a_key_and_a_host(root):
    subprocess.run(
        [sys.executable, "-c", "import coordination.settings"],
        cwd=root,
        env={
            "PATH": os.environ["PATH"],
            "PRODUCTION": "1",
            "SECRET_KEY": "x" * 60,
            "ALLOWED_HOSTS": "example.org",
        },
        check=True,
    )
