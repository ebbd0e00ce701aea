"""`hoyaku models`: which model translates."""

from pathlib import Path

from ui.commands.terminal import Json, load_settings, open_session, print_record, print_table


def models(json: Json = False) -> None:
    """Show the model that translates, where it lies and how large it is."""
    from service.registry import serving_model

    with open_session() as session:
        name = serving_model(session, load_settings())
    record = model_record(name)
    if json:
        print_record(record)
    else:
        size = record["bytes"]
        megabytes = f"{size / 1e6:,.0f}" if isinstance(size, int) else ""
        print_table(["model", "kind", "MB"], [(name, record["kind"], megabytes)])


def model_record(name: str) -> dict[str, object]:
    """The model as `--json` prints it: kind is "folder", "absent" (no weights there) or "hub" (a hub name)."""
    from service.model_files import is_hub_name

    folder = Path(name).expanduser()
    weights = [*folder.glob("*.safetensors"), *folder.glob("pytorch_model*.bin")]
    if weights:
        return {"model": name, "kind": "folder", "bytes": sum(path.stat().st_size for path in weights)}
    return {"model": name, "kind": "hub" if is_hub_name(name) else "absent", "bytes": None}
