"""`hoyaku training-data`: the corpus, as it is divided for training, for other tools."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from corpus.languages import Direction
from ui.commands.terminal import Json, open_session, print_record, print_table, quiet_libraries, warn


def training_data(
    folder: Annotated[Path, typer.Argument(help="Folder to write; new or empty.", metavar="FOLDER")],
    form: Annotated[
        Literal["datasets", "alpaca", "sharegpt", "tmx", "preferences"],
        typer.Option(
            "--format",
            help="datasets: Hugging Face's; alpaca, sharegpt: LLaMA-Factory's; tmx: a TMX file a part; "
            "preferences: what reviewers changed, for DPO.",
            show_default=False,
        ),
    ],
    direction: Annotated[
        Literal["both", "zh-ja", "ja-zh"],
        typer.Option(help="Direction of the rows; datasets and tmx hold both sides anyway."),
    ] = "both",
    config: Annotated[
        Path | None, typer.Option(help="Divide as this configuration of hoyaku train does.", metavar="FILE")
    ] = None,
    json: Json = False,
) -> None:
    """Write the approved pairs, divided as hoyaku train divides them, or reviewers' edits, for other training tools."""
    quiet_libraries()
    from training.tuning.configuration import DEFAULT, read_configuration
    from training.tuning.export import export_training_data, refuse_full

    refuse_full(folder)
    section = read_configuration(config or DEFAULT).data
    directions = tuple(Direction) if direction == "both" else (Direction(direction),)
    with open_session() as session:
        exported = export_training_data(session, folder, form, section, directions)
    if json:
        files = [{"file": file.name, "rows": file.rows} for file in exported.files]
        print_record(
            {"folder": str(folder), "format": form, "files": files, "split": exported.digest}
            | ({"held_out": exported.held_out} if form == "preferences" else {})
        )
        return
    print_table(["file", "rows"], [(str(folder / file.name), file.rows) for file in exported.files])
    if exported.held_out:
        warn(f"{exported.held_out} edits were left out, because their segments validate or test.")
