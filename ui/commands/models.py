"""`hoyaku models`: which model translates."""

from pathlib import Path

from ui.commands.terminal import Json, load_settings, print_record, print_table


def models(json: Json = False) -> None:
    """Show the model that translates, where it lies and how large it is."""
    name = load_settings().model
    record = model_record(name)
    if json:
        print_record(record)
    else:
        size = record["bytes"]
        megabytes = f"{size / 1e6:,.0f}" if isinstance(size, int) else ""
        print_table(["model", "kind", "MB"], [(name, record["kind"], megabytes)])


def model_record(name: str) -> dict[str, object]:
    """The model as `--json` prints it: kind is "folder", "absent" (no weights there) or "hub" (a hub name)."""
    folder = Path(name)
    weights = [*folder.glob("*.safetensors"), *folder.glob("pytorch_model*.bin")]
    if weights:
        return {"model": name, "kind": "folder", "bytes": sum(path.stat().st_size for path in weights)}
    is_path = folder.is_absolute() or folder.exists() or name.startswith(".")
    return {"model": name, "kind": "absent" if is_path else "hub", "bytes": None}
