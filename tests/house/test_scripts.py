"""The scripts parse, can be run, and do what the README says."""

import re
import subprocess

import pytest

RUN_BY_PEOPLE = [
    "script/setup",
    "script/demo",
    "script/test",
    "script/serve",
    "script/bench",
    "script/two-workers",
    "deploy/install.sh",
    ".ci/run",
]
STEP = re.compile(r"^ *step (\w+)", re.MULTILINE)


@pytest.mark.parametrize("name", [*RUN_BY_PEOPLE, "script/_house.sh"])
def test_bash_understands_the_script(root, name):
    subprocess.run(["bash", "-n", root / name], check=True)


@pytest.mark.parametrize("name", RUN_BY_PEOPLE)
def test_the_script_can_be_run(root, name):
    mode = subprocess.run(
        ["git", "ls-files", "--stage", name], cwd=root, capture_output=True, text=True, check=False
    ).stdout
    assert (root / name).stat().st_mode & 0o111
    assert not mode or mode.startswith("100755")


@pytest.mark.parametrize(
    "name", ["script/setup", "script/demo", "script/test", "deploy/install.sh", "script/two-workers"]
)
def test_an_unknown_word_is_refused_with_the_known_ones(root, name):
    result = subprocess.run([root / name, "--nonsense"], capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "„--nonsense“" in result.stderr
    assert "Known: --" in result.stderr


def test_readme_lists_the_steps_of_script_test_in_their_order(root):
    readme = (root / "README.md").read_text("utf-8")
    steps = STEP.findall((root / "script" / "test").read_text("utf-8"))

    assert re.findall(r"^\d+\. `(\w+)`", readme, re.MULTILINE) == steps


def test_no_script_names_one_machine(root):
    for name in [*RUN_BY_PEOPLE, "script/_house.sh"]:
        text = (root / name).read_text("utf-8")
        assert not re.search(r"/(?:home|root|work|opt)/", text), name
