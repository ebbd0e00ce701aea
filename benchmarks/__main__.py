"""`make bench`: every table, one process each, so that none inherits another's memory or caches."""

import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLES = [
    "startup",
    "memory_search",
    "alignment",
    "glossary_matching",
    "term_candidates",
    "glossary_governance",
    "glossary_page",
    "workbench",
    "segment_grid",
    "area_suggestion",
    "search",
    "serving",
    "training_step",
]
LIBRARIES = ["torch", "transformers", "ctranslate2", "sqlalchemy", "streamlit"]


def main() -> int:
    """Prints the tables named as arguments, or all; the exit status is 1 where one failed."""
    names = sys.argv[1:] or TABLES
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        print(f"There is no table {', '.join(unknown)}; choose from {', '.join(TABLES)}.", file=sys.stderr)
        return 2
    print(conditions())
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            print(f"\n{name}\n{'-' * len(name)}", flush=True)
            begin = time.monotonic()
            command = [sys.executable, "-m", f"benchmarks.{name}", *arguments(name, Path(folder))]
            if subprocess.run(command, cwd=ROOT).returncode:
                failed.append(name)
            print(f"({name}: {time.monotonic() - begin:.0f} s)", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def arguments(name: str, folder: Path) -> list[str]:
    """What the table needs besides its name: the search is measured on the legal documents held out of training."""
    if name != "search":
        return []
    from training.splits import write_held_out

    held_out = folder / "held-out.tsv"
    write_held_out(held_out)
    return [str(held_out)]


def conditions() -> str:
    """What the figures depend on: processor, cores, Python and libraries."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    cores = len(os.sched_getaffinity(0))
    return f"{_processor()}, {cores} cores, {platform.system()}; Python {platform.python_version()}, {libraries}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
