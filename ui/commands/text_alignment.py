"""`hoyaku corpus align`: pairs from a Chinese and a Japanese text that say the same."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.progress import counting
from ui.commands.terminal import Json, open_session, print_record, print_table, warn

if TYPE_CHECKING:
    from corpus.alignment.revision import AlignedRow

app = typer.Typer()  # joins the commands of ui.commands.corpus


@app.command("align")
def align(
    zh: Annotated[Path, typer.Argument(help="Chinese text: .txt or .md in UTF-8.", metavar="ZH_FILE")],
    ja: Annotated[Path, typer.Argument(help="Japanese text that says the same.", metavar="JA_FILE")],
    output: Annotated[
        Path | None, typer.Option(help="Write the pairs into this file: .tsv, .csv, .jsonl or .tmx.", metavar="FILE")
    ] = None,
    json: Json = False,
) -> None:
    """Align two texts sentence by sentence; what is doubtful is to be looked at, best in the app's corpus page."""
    from corpus.alignment.documents import align_documents, read_text_file
    from corpus.alignment.revision import doubtful_places, rows_of, to_save
    from corpus.formats import write_pairs
    from corpus.pairs import NewPair
    from glossary.anchors import term_anchors
    from glossary.store import load_terms

    texts = read_text_file(zh, "zh"), read_text_file(ja, "ja")
    with open_session() as session:
        terms = term_anchors(load_terms(session))
    with counting("segments aligned") as progress:
        rows = rows_of(align_documents(*texts, terms, lambda done, total: progress(done)))
    pairs, doubtful = to_save(rows), doubtful_places(rows)
    if output is not None:
        write_pairs(output, (NewPair(one, other, document=zh.stem, position=n) for n, (one, other) in enumerate(pairs)))
    _show(rows, output, len(pairs), len(doubtful), json)


def _show(rows: tuple["AlignedRow", ...], output: Path | None, pairs: int, doubtful: int, json: bool) -> None:
    if json:
        for row in rows:
            record = {"zh": row.text("zh"), "ja": row.text("ja"), "confidence": round(row.confidence, 4)}
            print_record({**record, "segments": [len(row.zh), len(row.ja)], "doubtful": row.doubtful})
    elif output is None:
        lines = [(f"{row.confidence:.0%}", row.text("zh"), row.text("ja")) for row in rows]
        print_table(["confidence", "zh", "ja"], lines)
    else:
        print(f"{output}: {pairs} pairs")
    if doubtful:
        warn(f"{doubtful} of {len(rows)} rows are doubtful or stand on one side only; look at them before you import.")
