"""Cells that a spreadsheet would compute, written so that it shows them, and read back as they were.

A cell of a text file that begins with = + - @ is a formula to Excel and LibreOffice, which may then call other
programs or send what stands beside it elsewhere ("CSV injection",
https://owasp.org/www-community/attacks/CSV_Injection). `protected` puts an apostrophe before such a cell, and
before one that has apostrophes already, so that `unprotected` takes away exactly what was put there. Tables for
spreadsheets go through the one when they are written and the other when they are read, cell by cell, both in TSV
and in CSV.

What may stand before the sign: white space, which some import dialogs trim, and quotation marks, which unquoted
TSV has in its cells and a spreadsheet takes for quoting. East Asian editions take the full-width signs too. A
cell that begins with a tab or line break is protected as well, for what follows it may become a cell.
"""

import re

_FORMULA = re.compile("""['"\\s]*[=+\\-@＝＋－＠]|['"]*[\t\r\n]""")


def protected(cell: str) -> str:
    """The cell as a spreadsheet shows it: with an apostrophe before it where it would be computed."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unprotected(cell: str) -> str:
    """The cell that `protected` was given; any other cell that does not begin with an apostrophe stays."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
