"""Writes requirements.lock and one more lock for each optional group: exact versions of all pyproject.toml asks for.

Run by `make lock` with the oldest supported Python, so that every version chosen has a wheel for the newer ones too.
pip resolves without installing; of its report only names and versions are kept, never an address, so that the
locks serve behind any package index or mirror. Two things are left out on purpose: the local part of a version
(`+cpu`), so that a CPU build of torch and the standard one both satisfy the pin, and the CUDA libraries that only
the standard build asks for, which torch pins itself.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
NOTE = "# Written by `make lock` from pyproject.toml for Python 3.11 to 3.13 on Linux x86-64; do not edit."
TORCH_PINS_THESE = re.compile(r"^(nvidia-|cuda-|triton$)")


def resolve(requirements: list[str]) -> dict[str, str]:
    """Version by normalised name (PEP 503) of everything that installing the requirements would install."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    report = json.loads(subprocess.run([*pip, *requirements], check=True, capture_output=True, text=True).stdout)
    versions = {}
    for item in report["install"]:
        name = re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower()
        if not TORCH_PINS_THESE.match(name):
            versions[name] = item["metadata"]["version"].partition("+")[0]
    return versions


def write(path: Path, head: list[str], versions: dict[str, str]) -> None:
    lines = [f"{name}=={version}" for name, version in sorted(versions.items())]
    path.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(lines)} versions")


def main() -> None:
    if sys.version_info[:2] != OLDEST:
        sys.exit(f"Lock with Python {OLDEST[0]}.{OLDEST[1]}, the oldest supported, not {sys.version.split()[0]}.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = resolve(project["dependencies"])
    write(ROOT / "requirements.lock", [NOTE], run)
    for group, wanted in project["optional-dependencies"].items():
        everything = resolve([*project["dependencies"], *wanted])
        moved = [name for name, version in run.items() if everything[name] != version]
        if moved:
            sys.exit(f"The group {group} asks for other versions of {', '.join(moved)}; bound them in pyproject.toml.")
        added = {name: version for name, version in everything.items() if name not in run}
        write(ROOT / f"requirements-{group}.lock", [NOTE, "-r requirements.lock"], added)


if __name__ == "__main__":
    main()
