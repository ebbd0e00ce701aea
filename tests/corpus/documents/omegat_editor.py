"""OmegaT as far as it matters to the files: it reads a project as its PO filter does, keeps translations by the keys of
its `EntryKey`, and saves `omegat/project_save.tmx` in the form of its `ProjectTMX` and `TMXWriter2`."""

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import polib
from lxml import etree

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass
class OmegaT:
    """A project opened in OmegaT; `version` 5 saves TMX 1.1, 6 saves TMX 1.4."""

    folder: Path
    version: int = 6
    user: str = "sato"
    messages: list[tuple[str, str]] = field(default_factory=list)  # context and source
    defaults: dict[str, tuple[str, str]] = field(default_factory=dict)  # translation and its changeid
    alternatives: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # by context and source
    comments: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        [self.source] = (self.folder / "source").iterdir()
        for entry in polib.pofile(str(self.source)):
            self.messages.append((entry.msgctxt, unicodedata.normalize("NFC", entry.msgid).strip()))
            self.comments[entry.msgctxt] = entry.comment
        for unit in etree.parse(str(self.folder / "omegat" / "project_save.tmx")).iter("tu"):
            texts = {variant.get(_XML_LANG) or variant.get("lang"): variant for variant in unit.iter("tuv")}
            source = texts[self.setting("source_lang")].findtext("seg")
            target = texts[self.setting("target_lang")]
            kept = target.findtext("seg"), target.get("changeid") or ""
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
        none = ("", "")
        return [
            self.alternatives.get((context, source), self.defaults.get(source, none))[0]
            for context, source in self.messages
        ]

    def translate(self, number: int, target: str, alternative: bool = False) -> None:
        """Translates the segment, as the default of its source text unless it is to be an alternative."""
        context, source = self.messages[number - 1]
        if alternative or (context, source) in self.alternatives:
            self.alternatives[context, source] = (target, self.user)
        else:
            self.defaults[source] = (target, self.user)

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
        for source, (target, author) in sorted(self.defaults.items()):
            lines += self._unit(source, target, author, {})
        lines.append("<!-- Alternative translations -->")
        for (context, source), (target, author) in sorted(self.alternatives.items()):
            lines += self._unit(source, target, author, {"file": self.source.name, "path": context})
        lines += ["  </body>", "</tmx>", ""]
        saved = self.folder / "omegat" / "project_save.tmx"
        saved.rename(saved.with_suffix(".tmx.bak"))
        saved.write_text("\r\n".join(lines), encoding="utf-8", newline="")  # on Windows

    def _unit(self, source: str, target: str, author: str, properties: dict[str, str]) -> list[str]:
        lang = "lang" if self.version < 6 else "xml:lang"
        dated = f' changeid={quoteattr(author)} changedate="20261130T081500Z" creationid={quoteattr(author)}'
        return [
            "    <tu>",
            *(f'      <prop type="{name}">{escape(value)}</prop>' for name, value in properties.items()),
            f'      <tuv {lang}="{self.setting("source_lang")}">',
            f"        <seg>{escape(source)}</seg>",
            "      </tuv>",
            f'      <tuv {lang}="{self.setting("target_lang")}"{dated}>',
            f"        <seg>{escape(target)}</seg>",
            "      </tuv>",
            "    </tu>",
        ]
