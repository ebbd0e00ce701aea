"""`hoyaku corpus audit-tokenizer`: how well a model's tokenizer fits the corpus and the glossary."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.terminal import Json, load_settings, open_session, print_record, print_table, quiet_libraries

if TYPE_CHECKING:
    from training.tokenizer_audit import LanguageAudit, TermSplit

app = typer.Typer()  # joins the commands of ui.commands.corpus

CHARACTERS = 10  # of those without a piece, shown for people


@app.command("audit-tokenizer")
def audit_tokenizer(
    file: Annotated[
        Path | None, typer.Argument(help="TSV, CSV, JSONL or TMX file; the seed corpus where absent.", metavar="[FILE]")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Model folder or hub name; the serving model where absent.", metavar="FOLDER")
    ] = None,
    terms: Annotated[int, typer.Option(min=0, help="Most terms shown.")] = 20,
    json: Json = False,
) -> None:
    """Tell the pieces a character, what the tokenizer cannot spell, and the terms that it takes apart most."""
    quiet_libraries()
    from glossary.store import load_terms
    from service.model_family import load_tokenizer
    from service.model_files import model_folder
    from service.registry import serving_model
    from training.sources import seed_terms
    from training.tokenizer_audit import audit_texts, worst_split_terms

    pairs = list(_pairs(file))
    with open_session() as session:
        name = model or serving_model(session, load_settings())
        glossary = load_terms(session) or seed_terms()
    tokenizer = load_tokenizer(model_folder(name))
    audits = [
        audit_texts(tokenizer, (zh for zh, _ in pairs), "zh"),
        audit_texts(tokenizer, (ja for _, ja in pairs), "ja"),
    ]
    worst = worst_split_terms(tokenizer, glossary, terms)
    if json:
        print_record(
            {
                "model": name,
                "languages": [_audit_record(audit) for audit in audits],
                "terms": [{"language": split.language, "term": split.text, "pieces": split.pieces} for split in worst],
            }
        )
    else:
        _show(audits, worst)


def _pairs(file: Path | None) -> Iterator[tuple[str, str]]:
    from corpus.formats import RejectedLine, read_pairs
    from training.sources import legal_pairs

    if file is None:
        yield from ((pair.zh, pair.ja) for pair in legal_pairs())
        return
    for item in read_pairs(file):
        if not isinstance(item, RejectedLine):
            yield item.zh, item.ja


def _audit_record(audit: "LanguageAudit") -> dict[str, object]:
    return {
        "language": audit.language,
        "texts": audit.texts,
        "characters": audit.characters,
        "pieces": audit.pieces,
        "pieces_a_character": round(audit.pieces_a_character, 4),
        "unknown_pieces": audit.unknown_pieces,
        "byte_pieces": audit.byte_pieces,
        "unknown": dict(audit.unknown),
        "in_bytes": dict(audit.in_bytes),
    }


def _show(audits: list["LanguageAudit"], worst: list["TermSplit"]) -> None:
    print_table(
        ["language", "texts", "characters", "pieces a character", "unknown", "bytes"],
        [
            (
                audit.language,
                f"{audit.texts:,}",
                f"{audit.characters:,}",
                f"{audit.pieces_a_character:.3f}",
                f"{audit.unknown_share:.3%}",
                f"{audit.byte_share:.3%}",
            )
            for audit in audits
        ],
    )
    for audit in audits:
        for what, found in (("unknown", audit.unknown), ("in bytes", audit.in_bytes)):
            if found:
                shown = " ".join(f"{character} {number}" for character, number in found[:CHARACTERS])
                print(f"{audit.language}, {len(found)} characters {what}: {shown}")
    if worst:
        print()
        rows = [
            (split.language, split.text, f"{split.pieces_a_character:.2f}", " ".join(split.pieces)) for split in worst
        ]
        print_table(["language", "term", "pieces a character", "pieces"], rows)
