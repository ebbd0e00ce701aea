"""What holds for the project as a whole: its layout, its locks, its documents."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from corpus.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["corpus", "glossary", "service", "training", "ui"]  # lowest layer first
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = [
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-train.lock",
    "requirements-qlora.lock",
]
DOCUMENTS = ["README.md", "NOTICE", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))]


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith(("#", "-r ")))


class TestLayout:
    def test_every_package_is_declared(self):
        found = {
            ".".join(path.parent.relative_to(ROOT).parts)
            for package in PACKAGES
            for path in (ROOT / package).rglob("__init__.py")
        }
        assert found == set(PROJECT["tool"]["setuptools"]["packages"])

    def test_a_wheel_holds_every_file_of_the_packages(self):
        setuptools = PROJECT["tool"]["setuptools"]
        patterns = {name: ["*.py"] for name in setuptools["packages"]}
        for name, further in setuptools["package-data"].items():
            patterns[name] = [*patterns[name], *further]
        packed = {
            path
            for name, found in patterns.items()
            for glob in found
            for path in (ROOT / Path(*name.split("."))).glob(glob)
        }
        listing = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True)
        if listing.returncode:
            pytest.skip("this is no git checkout, so nobody knows which files belong to it")
        assert [
            name for name in listing.stdout.splitlines() if (ROOT / name).exists() and ROOT / name not in packed
        ] == []

    def test_no_module_is_called_a_drawer(self):
        drawers = {"utils", "util", "helpers", "common", "manager", "misc"}
        modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
        assert [path for path in modules if path.stem in drawers] == []

    def test_modules_are_short_enough_to_read(self):
        lengths = {
            str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
            for package in PACKAGES
            for path in (ROOT / package).rglob("*.py")
        }
        assert {name: length for name, length in lengths.items() if length > 330} == {}

    def test_imports_point_only_downwards(self):
        lint = Path(sys.executable).with_name("lint-imports")
        if not lint.exists():
            pytest.skip("import-linter is not installed: make test installs it")
        done = subprocess.run([str(lint)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout

    def test_the_licence_is_there_whole(self):
        text = (ROOT / "LICENSE").read_text(encoding="utf-8")
        assert "Apache License" in text
        assert "END OF TERMS AND CONDITIONS" in text
        assert PROJECT["project"]["license"] == "Apache-2.0"


class TestLocks:
    @pytest.mark.parametrize("name", LOCKS)
    def test_every_line_is_an_exact_version_without_address_or_local_part(self, name):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"#.*|-r requirements\.lock|[a-z0-9-]+==[0-9][0-9A-Za-z.]*", line), line

    @pytest.mark.parametrize("name", LOCKS)
    def test_no_lock_repeats_the_runtime_one(self, name):
        if name != "requirements.lock":
            assert pins(name).keys().isdisjoint(pins("requirements.lock"))

    @pytest.mark.parametrize(
        ("group", "name"), [("", LOCKS[0]), ("dev", LOCKS[1]), ("train", LOCKS[2]), ("qlora", LOCKS[3])]
    )
    def test_every_requirement_is_locked_at_a_version_it_allows(self, group, name):
        project = PROJECT["project"]
        wanted = project["optional-dependencies"][group] if group else project["dependencies"]
        locked = pins("requirements.lock") | pins(name)
        for requirement in map(Requirement, wanted):
            version = locked.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement} is not in {name}: make lock"
            assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: make lock"


PIP = """#!/bin/sh
case "$*" in *requirements.lock*) ;; *) exit 0;; esac
cat <<'END'
Collecting torch==2.13.0 (from -r requirements.lock (line 100))
  Downloading torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (30 kB)
Requirement already satisfied: numpy==2.4.4 in ./.venv/lib/python3.11/site-packages
Downloading torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl (900.1 MB)
Using cached typer-0.21.1-py3-none-any.whl (47 kB)
Installing collected packages: typer, torch
END
{ending}
"""


class TestMakingTheEnvironment:
    """`make` with a stand-in for the environment's Python, which says what pip says."""

    def make(self, tmp_path: Path, ending: str) -> subprocess.CompletedProcess[str]:
        python = tmp_path / "venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(PIP.format(ending=ending), encoding="utf-8")
        python.chmod(0o755)
        command = ["make", f"VENV={tmp_path}/venv", f"{tmp_path}/venv/.run"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    def test_pips_long_list_is_not_shown(self, tmp_path):
        made = self.make(tmp_path, "echo 'WARNING: the disk is slow' >&2")
        assert (made.returncode, made.stdout, made.stderr) == (
            0,
            "Installing the packages (1) …\n",
            "WARNING: the disk is slow\n",
        )
        assert (tmp_path / "venv" / ".run").exists()

    def test_what_pip_fails_at_is_shown_and_ends_it(self, tmp_path):
        failed = self.make(tmp_path, "echo 'ERROR: no space left' >&2; exit 1")
        assert failed.returncode == 2
        assert failed.stderr.startswith("ERROR: no space left\n")
        assert not (tmp_path / "venv" / ".run").exists()


class TestDocuments:
    def test_the_documented_settings_are_those_that_exist(self):
        documented = set(re.findall(r"`(HOYAKU_[A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text("utf-8")))
        existing = {f"HOYAKU_{name.upper()}" for name in Settings.model_fields}
        assert documented - {"HOYAKU_TEST_POSTGRESQL_URL"} == existing

    def test_every_documented_setting_exists(self):
        documented = set(re.findall(r"`(HOYAKU_[A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text("utf-8")))
        assert documented - {"HOYAKU_TEST_POSTGRESQL_URL"} <= {
            f"HOYAKU_{name.upper()}" for name in Settings.model_fields
        }

    def test_make_help_explains_every_target(self):
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
        assert phony
        shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert set(re.findall(r"^  make ([\w-]+) +\S", shown, re.MULTILINE)) == set(phony[1].split())

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_links_between_documents_lead_somewhere(self, name):
        text = (ROOT / name).read_text(encoding="utf-8")
        targets = [target for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) if "://" not in target]
        assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []
