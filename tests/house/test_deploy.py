"""What stands in deploy/ fits the project: variables, commands, units, and the installation in an empty folder.

No image is built and no container is started here (no engine on our machines); the files say so themselves.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

UNITS = [
    "schutznetz-web.service",
    "schutznetz-worker@.service",
    "schutznetz-tick.service",
    "schutznetz-backup.service",
]
HOME = "/srv/schutznetz"


def known_variables(root: Path) -> set[str]:
    lines = (root / ".env.example").read_text("utf-8").splitlines()
    return {line.lstrip("# ").split("=")[0] for line in lines if re.match(r"^(# )?[A-Z][A-Z0-9_]+=", line)}


def faults_of(command: list[str], root: Path) -> list[str]:
    """Return what is wrong with a command of ours: an unknown program, an unknown manage.py command or option."""
    words = [word.removeprefix(f"{HOME}/") for word in command]
    if words[0] == ".venv/bin/gunicorn":
        return (
            []
            if "gunicorn==" in (root / "requirements.txt").read_text()
            and words[1] == "coordination.wsgi:application"
            else words
        )
    if words[:2] == [".venv/bin/python", "manage.py"]:
        return [] if words[2] in get_commands() else [f"manage.py {words[2]}"]
    return [] if words[0] == ".venv/bin/python" and (root / words[1]).is_file() else words


@pytest.fixture
def compose(root):
    return yaml.safe_load((root / "deploy" / "compose.yaml").read_text("utf-8"))


def test_every_variable_of_compose_is_one_of_ours(root, compose):
    ours = compose["x-ours"]["environment"]

    assert set(ours) - known_variables(root) == set()
    assert not re.search(r"\$\{?[A-Z]", yaml.safe_dump(compose))  # nothing to be filled in besides .env


def test_every_command_of_compose_is_there(root, compose):
    commands = {
        name: service["command"] for name, service in compose["services"].items() if "command" in service
    }

    assert set(commands) == {"migrate", "worker", "tick"}
    assert {name: faults for name, command in commands.items() if (faults := faults_of(command, root))} == {}


def test_our_containers_may_do_little(compose):
    for name in ("web", "worker", "tick", "migrate"):
        service = compose["services"][name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["user"] == "10001:10001", name


def test_the_database_is_reached_from_inside_only(compose):
    assert "ports" not in compose["services"]["postgres"]
    assert compose["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_image_runs_as_nobody_in_particular_and_starts_what_is_there(root):
    text = (root / "deploy" / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    command = yaml.safe_load(re.search(r"^CMD (\[.*\])", text, re.MULTILINE)[1])
    health = yaml.safe_load(re.search(r"HEALTHCHECK .* CMD (\[.*\])", text)[1])

    assert "USER 10001:10001" in text
    assert faults_of(command, root) == []
    assert faults_of(health, root) == []
    for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE):
        *sources, _target = line.split()
        assert [name for name in sources if not (root / name).exists()] == []
    assert set(re.findall(r"\b([A-Z]{2,}_[A-Z_]+)=", text)) - known_variables(root) <= {
        "PYTHONDONTWRITEBYTECODE", "PIP_NO_CACHE_DIR", "NO_CACHE_DIR"
    }  # fmt: skip


def test_secrets_and_data_stay_out_of_the_image(root):
    ignored = (root / ".dockerignore").read_text("utf-8").splitlines()

    assert {".git", ".env", ".venv", "media", "db.sqlite3*", "deploy/database_password"} <= set(ignored)


@pytest.mark.parametrize("name", UNITS)
def test_every_command_of_a_unit_is_there(root, name):
    text = (root / "deploy" / name).read_text("utf-8")
    commands = [shlex.split(line) for line in re.findall(r"^ExecStart(?:Pre)?=(.+)$", text, re.MULTILINE)]

    assert commands
    assert [faults for command in commands if (faults := faults_of(command, root))] == []
    for setting in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "User=schutznetz",
        "CapabilityBoundingSet=",
    ):
        assert setting in text


def test_a_misspelt_command_would_be_named(root):
    assert faults_of([".venv/bin/python", "manage.py", "wrok"], root) == ["manage.py wrok"]
    assert faults_of(["/usr/bin/node", "server.js"], root)


def verified(folder: Path, root: Path, units: dict[str, str]) -> str:
    for name, text in units.items():
        (folder / name).write_text(text.replace(f"{HOME}/", f"{root}/").replace(f"={HOME}\n", f"={root}\n"))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(folder / name for name in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    return "\n".join(line for line in (done.stdout + done.stderr).splitlines() if "schutznetz" in line)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_finds_nothing_wrong_with_the_units(root, tmp_path):
    units = {
        name: (root / "deploy" / name).read_text("utf-8") for name in [*UNITS, "schutznetz-backup.timer"]
    }

    assert verified(tmp_path, root, units) == ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_would_find_a_misspelt_setting(root, tmp_path):
    text = (root / "deploy" / "schutznetz-tick.service").read_text("utf-8").replace("Restart=", "Restrat=")

    assert "Restrat" in verified(tmp_path, root, {"schutznetz-tick.service": text})


def test_operations_name_every_unit_and_both_ways(root):
    text = (root / "docs" / "operations.md").read_text("utf-8")

    assert [
        name for name in [*UNITS, "schutznetz-backup.timer", "compose.yaml", "Dockerfile"] if name not in text
    ] == []
    assert "not built by us" in text.lower()


@pytest.mark.slow
def test_the_installation_goes_through_in_an_empty_folder(root, tmp_path):
    """The tracked files alone, with the packages of this checkout: what the image does after its first layers."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    house = tmp_path / "schutznetz"
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file() and not name.startswith(("tests/", "docs/pictures/")):
            (house / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, house / name)
    for shared in (".venv", "node_modules"):
        if (root / shared).exists():
            (house / shared).symlink_to(root / shared)
    environment = {
        "PATH": os.environ["PATH"],
        "PRODUCTION": "1",
        "SECRET_KEY": "k" * 60,
        "ALLOWED_HOSTS": "example.org",
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    done = subprocess.run(
        [house / "deploy" / "install.sh", "--installed"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Installed." in done.stdout
    assert (house / "staticfiles" / "staticfiles.json").is_file()
    assert list((house / "staticfiles" / "css").glob("paper*.css"))
    assert not (house / "db.sqlite3").exists()
