"""`hoyaku models`: which models there are, which one translates, and changing that."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.glossary import InArea
from ui.commands.terminal import (
    Author,
    Json,
    acting_person,
    load_settings,
    open_session,
    print_record,
    print_table,
    quiet_libraries,
    warn,
)
from ui.commands.translate import From, To, direction_between

if TYPE_CHECKING:
    from corpus.settings import Settings
    from corpus.tables import ModelVersion

app = typer.Typer(help="Show, compare, promote, retire and export model versions.", invoke_without_command=True)

SHIPPED = "settings"  # how the model of the settings is called among the versions
Name = Annotated[str, typer.Argument(help="Name or number of a version.", metavar="VERSION")]
Reason = Annotated[str, typer.Option(help="Why, for the registry.")]


@app.callback()
def models(context: typer.Context, json: Json = False) -> None:
    """Show the model that translates, where it lies and how large it is."""
    if context.invoked_subcommand is not None:
        return
    from service.registry import find_serving

    with open_session() as session:
        found = find_serving(session, load_settings())
        name, notice = found.model, found.notice
    record = model_record(name)
    endpoint = load_settings().endpoint_label
    if json:
        print_record({**record, "endpoint": endpoint})
    else:
        size = record["bytes"]
        megabytes = f"{size / 1e6:,.0f}" if isinstance(size, int) else ""
        rows = [(name, record["kind"], megabytes)]
        print_table(["model", "kind", "MB"], [(endpoint, "endpoint, asked first", ""), *rows] if endpoint else rows)
    if notice:
        warn(f"hoyaku: {notice}")


@app.command("list")
def list_versions(json: Json = False) -> None:
    """List the registered versions, oldest first, with their scores as served."""
    from service.registry import all_versions, find_serving

    with open_session() as session:
        records = [version_record(version) for version in all_versions(session)]
        notice = find_serving(session, load_settings()).notice
    if json:
        for record in records:
            print_record(record)
    else:
        columns = ["name", "status", "chrF2++ zh-ja", "chrF2++ ja-zh", "created", "reason"]
        print_table(columns, [[record.get(column, "") for column in columns] for record in records])
    if notice:
        warn(f"hoyaku: {notice}")


@app.command()
def show(name: Name, json: Json = False) -> None:
    """Show one version: what it was made from, its scores and its status."""
    from service.registry import find_version

    with open_session() as session:
        record = version_record(find_version(session, name), whole=True)
    if json:
        print_record(record)
    else:
        print_table(["what", "value"], record.items())


@app.command()
def promote(name: Name, reason: Reason = "by hand", author: Author = None, json: Json = False) -> None:
    """Let a version serve; running apps and commands use it from their next translation on."""
    quiet_libraries()
    from service.promotion import promote as promote_version
    from service.registry import find_version

    with open_session() as session:
        version = find_version(session, name)
        promote_version(session, load_settings(), version, acting_person(author), reason)
        record = version_record(version)
    print_record(record) if json else print(f"{record['name']} serves now.")


@app.command()
def retire(name: Name, reason: Reason = "by hand", author: Author = None, json: Json = False) -> None:
    """Take a version out of service; where it served, the settings' model does then."""
    quiet_libraries()
    from service.promotion import retire as retire_version
    from service.registry import find_version

    with open_session() as session:
        version = find_version(session, name)
        retire_version(session, version, acting_person(author), reason)
        record = version_record(version)
    print_record(record) if json else print(f"{record['name']} is retired.")


@app.command()
def compare(
    text: Annotated[str, typer.Argument(help="A sentence.")],
    versions: Annotated[
        list[str] | None,
        typer.Option(
            "--with", help=f"A version; repeat for several. {SHIPPED} is the settings' model.", metavar="NAME"
        ),
    ] = None,
    source: From = "zh",
    target: To = None,
    area: InArea = None,
    json: Json = False,
) -> None:
    """Translate a sentence with several models, the settings' and the newest version where none are named."""
    quiet_libraries()
    from corpus.database import open_database
    from service.engines import open_cascade
    from service.registry import all_versions
    from service.results import TranslationOptions
    from service.translator import Translator

    settings = load_settings()
    options = TranslationOptions(direction_between(source, target), area or "", memory_threshold=2.0)
    sessions = open_database(settings)
    with sessions() as session:
        names = versions or [SHIPPED, *(version.name for version in all_versions(session)[-1:])]
    rows = []
    for name in names:
        translator = Translator(sessions, open_cascade(_model(name, settings), settings))
        done = translator.translate_text(text, options)
        rows.append((name, done.text, round(done.seconds, 2)))
    if json:
        for row in rows:
            print_record(dict(zip(("model", "translation", "seconds"), row, strict=True)))
    else:
        print_table(["model", "translation", "seconds"], rows)


@app.command()
def export(
    name: Name,
    folder: Annotated[Path, typer.Argument(help="Folder to write; must not exist.", metavar="FOLDER")],
    json: Json = False,
) -> None:
    """Copy a version's whole model, readable by transformers' from_pretrained, into a folder."""
    quiet_libraries()
    import shutil

    from service.model_files import model_folder

    if folder.exists():
        raise typer.BadParameter(f"{folder} exists already; name a new folder.")
    shutil.copytree(model_folder(_model(name, load_settings())), folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print_record({"folder": str(folder), "bytes": size}) if json else print(f"{folder}: {size / 1e6:,.0f} MB")


def model_record(name: str) -> dict[str, object]:
    """The model as `--json` prints it: kind is "folder", "absent" (no weights there) or "hub" (a hub name)."""
    from service.model_files import is_hub_name

    folder = Path(name).expanduser()
    weights = [*folder.glob("*.safetensors"), *folder.glob("pytorch_model*.bin")]
    if weights:
        return {"model": name, "kind": "folder", "bytes": sum(path.stat().st_size for path in weights)}
    return {"model": name, "kind": "hub" if is_hub_name(name) else "absent", "bytes": None}


def version_record(version: "ModelVersion", whole: bool = False) -> dict[str, object]:
    """A version as `--json` prints it; `whole` with its configuration and every score."""
    record: dict[str, object] = {"name": version.name, "number": version.id, "status": version.status}
    for evaluation in version.evaluations:
        scores = evaluation.scores if whole else {"chrF2++": evaluation.scores.get("chrF2++")}
        for metric, value in scores.items():
            shown = round(value, 2) if isinstance(value, float) else value
            record[f"{metric} {evaluation.direction}"] = shown
    record |= {
        "base": version.base,
        "folder": version.folder,
        "author": version.author,
        "reason": version.reason,
        "created": version.created_at.isoformat(timespec="seconds"),
        "changed": version.changed_at.isoformat(timespec="seconds"),
    }
    if whole:
        record |= {"adapter": version.adapter, "data_digest": version.data_digest, **version.parameters}
    return record


def _model(name: str, settings: "Settings") -> str:
    from service.registry import find_version, model_of

    if name == SHIPPED:
        return settings.model
    with open_session() as session:
        return model_of(find_version(session, name), settings)
