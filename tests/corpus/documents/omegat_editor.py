"""OmegaT as far as it matters to the files: it reads a project as its PO filter does, keeps translations by the keys of
its `EntryKey`, and saves `omegat/project_save.tmx` in the form of its `ProjectTMX` and `TMXWriter2`.

What it writes was compared with what OmegaT 3.6.0 itself writes (TMX 1.1, as version 5 does) after the same changes to
the same project, with the line ends of Linux and of Windows.
"""

import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import polib
from lxml import etree

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOW = "20261130T081500Z"


@dataclass(frozen=True)
class Kept:
    """A translation that is kept: by whom and when it was changed and created; `text` is None for a note alone."""

    text: str | None
    change: tuple[str, str] = ("", "")
    creation: tuple[str, str] = ("", "")
    note: str = ""


@dataclass
class OmegaT:
    """A project opened in OmegaT; `version` 5 saves TMX 1.1, 6 saves TMX 1.4."""

    folder: Path
    version: int = 6
    user: str = "sato"
    messages: list[tuple[str, str]] = field(default_factory=list)  # context and source
    defaults: dict[str, Kept] = field(default_factory=dict)
    alternatives: dict[tuple[str, str], Kept] = field(default_factory=dict)  # by context and source
    comments: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("dictionary", "glossary", "omegat", "source", "target", "tm"):
            assert (self.folder / name).is_dir(), f"{name} does not exist"
        [self.source] = (self.folder / "source").iterdir()
        for entry in polib.pofile(str(self.source)):
            self.messages.append((entry.msgctxt, unicodedata.normalize("NFC", entry.msgid).strip()))
            self.comments[entry.msgctxt] = entry.comment
        for unit in etree.parse(str(self.folder / "omegat" / "project_save.tmx")).iter("tu"):
            texts = {variant.get(_XML_LANG) or variant.get("lang"): variant for variant in unit.iter("tuv")}
            source = texts[self.setting("source_lang")].findtext("seg")
            kept = _kept(texts.get(self.setting("target_lang")), unit.findtext("note") or "")
            properties = {prop.get("type"): prop.text for prop in unit.iter("prop")}
            if "file" not in properties:
                self.defaults[source] = kept
            elif properties["file"] == self.source.name:  # any other is of a file that is not there: an orphan
                self.alternatives[properties["path"], source] = kept

    def setting(self, name: str) -> str:
        """What omegat.project says."""
        found = etree.parse(str(self.folder / "omegat.project")).findtext(f"project/{name}")
        assert found is not None
        return found

    def shown(self) -> list[str]:
        """The translation of each segment, "" where it is untranslated."""
        return [
            self.alternatives.get((context, source), self.defaults.get(source, Kept(None))).text or ""
            for context, source in self.messages
        ]

    def translate(self, number: int, target: str, alternative: bool = False) -> None:
        """Translates the segment, as the default of its source text unless it is to be an alternative."""
        context, source = self.messages[number - 1]
        now = (self.user, _NOW)
        if alternative or (context, source) in self.alternatives:
            old = self.alternatives.get((context, source), Kept(None, creation=now))
            self.alternatives[context, source] = replace(old, text=target, change=now)
        else:
            old = self.defaults.get(source, Kept(None, creation=now))
            self.defaults[source] = replace(old, text=target, change=now)

    def note(self, number: int, note: str) -> None:
        """Writes a note on the segment, which needs no translation for it."""
        source = self.messages[number - 1][1]
        self.defaults[source] = replace(self.defaults.get(source, Kept(None)), note=note)

    def remove(self, number: int) -> None:
        """Makes the segment untranslated again."""
        self.defaults.pop(self.messages[number - 1][1], None)

    def save(self) -> None:
        """Writes the memory, entries in the order of their sources."""
        old = self.version < 6
        tmx = "1.1" if old else "1.4"
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<!DOCTYPE tmx SYSTEM "tmx{tmx.replace(".", "")}.dtd">',
            f'<tmx version="{tmx}">',
            '  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" '
            f'creationtoolversion="{self.version}.0.0" segtype="paragraph" srclang="{self.setting("source_lang")}"/>',
            "  <body>",
            "<!-- Default translations -->",
        ]
        for source, kept in sorted(self.defaults.items()):
            lines += self._unit(source, kept, {})
        lines.append("<!-- Alternative translations -->")
        for (context, source), kept in sorted(self.alternatives.items()):
            lines += self._unit(source, kept, {"file": self.source.name, "path": context})
        lines += ["  </body>", "</tmx>", ""]
        saved = self.folder / "omegat" / "project_save.tmx"
        saved.rename(saved.with_suffix(".tmx.bak"))
        saved.write_text("\n".join(lines), encoding="utf-8", newline="\r\n")  # on Windows

    def _unit(self, source: str, kept: Kept, properties: dict[str, str]) -> list[str]:
        lang = "lang" if self.version < 6 else "xml:lang"
        lines = [
            "    <tu>",
            *(f'      <prop type="{name}">{escape(value)}</prop>' for name, value in properties.items()),
        ]
        lines += [f"      <note>{escape(kept.note)}</note>"] if kept.note else []
        lines += [
            f'      <tuv {lang}="{self.setting("source_lang")}">',
            f"        <seg>{escape(source)}</seg>",
            "      </tuv>",
        ]
        if kept.text is not None:
            dated = "".join(
                f" {name}id={quoteattr(author)} {name}date={quoteattr(date)}"
                for name, (author, date) in (("change", kept.change), ("creation", kept.creation))
                if author
            )
            lines += [
                f'      <tuv {lang}="{self.setting("target_lang")}"{dated}>',
                f"        <seg>{escape(kept.text)}</seg>",
                "      </tuv>",
            ]
        return [*lines, "    </tu>"]


def _kept(target: etree._Element | None, note: str) -> Kept:
    if target is None:
        return Kept(None, note=note)
    change, creation = (
        (target.get(f"{name}id") or "", target.get(f"{name}date") or "") for name in ("change", "creation")
    )
    return Kept(target.findtext("seg"), change, creation, note)
