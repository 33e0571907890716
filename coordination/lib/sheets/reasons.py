"""The sentences: why a file is not read, and what was noticed in one that is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.lib.errors import RuleBroken
from coordination.lib.sheets.letters import letter
from coordination.lib.sheets.sheet import Note

REFUSALS: dict[str, Any] = {
    "empty": _("The file is empty. Please choose the file that holds your list."),
    "only_header": _("The file has a header (%(names)s) but no rows below it. Nothing was read."),
    "too_large": _(
        "The file has %(found)s MB; at most %(allowed)s MB are read. Please split the list or delete pictures and"
        " sheets that are not needed."
    ),
    "too_many_rows": _(
        "The list has %(found)s rows; at most %(allowed)s are read at a time. Please split the list."
    ),
    "too_many_columns": _(
        "The list has %(found)s columns; at most %(allowed)s are read. Please delete the"
        " columns that are not needed."
    ),
    "far_cell": _(
        "There is an entry far away from the list, in cell %(cell)s. Please delete all rows below and all columns"
        " beside the list, save, and choose the file again."
    ),
    "no_header": _(
        "Row %(row)s should name the columns but looks like an entry: “%(example)s”. Please"
        " put a row above it that says"
        " what each column holds."
    ),
    "double_header": _(
        "Several columns have the same name: %(columns)s. Please give each column in row %(row)s a name of its own."
    ),
    "merged_header": _(
        "Cells in the header (row %(row)s) are merged: %(cells)s. Please unmerge them so that"
        " each column has its own name."
    ),
    "password": _(
        "The file is protected by a password. Please open it, save it without a password, and choose it again."
    ),
    "macro": _(
        "The file contains macros (small programs). Please save it as an XLSX workbook without macros."
    ),
    "bomb": _(
        "The file unpacks to far more than a list holds, so it was not opened. Please copy the list into a new file"
        " and save it as XLSX or CSV."
    ),
    "bomb_members": _(
        "The file consists of %(found)s parts; at most %(allowed)s are opened. Please copy"
        " the list into a new file."
    ),
    "too_slow": _(
        "Reading the file took too long and was stopped. Please copy the list into a new file and save it as CSV."
    ),
    "entities": _(
        "The file contains references that spreadsheets never write, so it was not opened."
        " Please save it anew as XLSX."
    ),
    "unsafe_name": _(
        "The file contains parts with unusual names, so it was not opened. Please save it anew as XLSX."
    ),
    "damaged": _("The file is damaged or incomplete. Please save or download it anew and choose it again."),
    "damaged_json": _(
        "The JSON file cannot be read: there is a mistake in line %(line)s, position"
        " %(position)s. Please create it anew."
    ),
    "damaged_xml": _(
        "The GraphML file cannot be read: there is a mistake in line %(line)s, position %(position)s."
        " Please export it anew."
    ),
    "no_edges": _("The GraphML file holds no edges. Nothing was read."),
    "json_not_list": _("The JSON file is not a list of entries with named fields (entry %(entry)s is none)."),
    "open_quote": _(
        "In row %(row)s a quotation mark is opened and never closed: “%(example)s”. Please correct this row."
    ),
    "unreadable_row": _("Row %(row)s cannot be read. Please check its quotation marks."),
    "sheet_missing": _("There is no sheet “%(wanted)s” in this file. It has: %(sheets)s."),
    "only_hidden_sheets": _(
        "All sheets of this file are hidden (%(sheets)s). Please show the one that holds the list."
    ),
    "wrong_type": _("This file is not a spreadsheet. Please choose an XLSX, ODS, CSV or JSON file."),
    "wrong_type_pdf": _(
        "This is a PDF: a picture of a list cannot be read. Please ask for the list as XLSX, ODS or CSV file."
    ),
    "wrong_type_html": _(
        "This is a web page, even if its name says otherwise. Please open it in your"
        " spreadsheet and save it as XLSX."
    ),
    "wrong_type_xml": _("This is an XML file. Please open it in your spreadsheet and save it as XLSX."),
    "wrong_type_text": _(
        "This is a text document. Please copy the table into a spreadsheet and save it as XLSX."
    ),
    "wrong_type_old_xls": _(
        "This is an Excel file in the old format (before 2007). Please open it and save it as an XLSX workbook."
    ),
    "wrong_type_xlsb": _(
        "This is a binary Excel workbook (XLSB). Please open it and save it as an XLSX workbook."
    ),
    "wrong_type_numbers": _("This is a Numbers file. Please export it from Numbers as an Excel or CSV file."),
    "wrong_type_picture": _("This is a picture. Please choose the list itself as XLSX, ODS or CSV file."),
    "wrong_type_archive": _(
        "This is an archive of packed files. Please unpack it and choose the list inside."
    ),
    "wrong_type_program": _(
        "This is a program or database file. Please choose an XLSX, ODS, CSV or JSON file."
    ),
    "wrong_type_cards": _(
        "This is an address book or calendar file. Please choose an XLSX, ODS, CSV or JSON file."
    ),
}

NOTES: dict[str, Any] = {
    "encoding": _("Signs were read as %(encoding)s."),
    "delimiter": _("Columns are separated by “%(delimiter)s”."),
    "encoded_twice": _("Some umlauts look garbled (“Ã¤” for “ä”). Please check the names."),
    "suffix_differs": _("The file name ends in %(suffix)s, but it is a %(kind)s file. It was read as such."),
    "title_lines": _("Lines above the header were skipped: %(count)s."),
    "nameless_column": _(
        "Columns without a name are called by their letter: %(count)s (first: column %(letter)s)."
    ),
    "control_signs": _(
        "Cells with invisible control signs: %(count)s (first: row %(row)s, column %(letter)s). The signs were removed."
    ),
    "cell_cut": _(
        "Cells longer than %(allowed)s signs: %(count)s (first: row %(row)s, column %(letter)s). They were cut."
    ),
    "ragged_row": _(
        "Rows with more values than the header has names: %(count)s (first: row %(row)s with %(found)s instead of"
        " %(expected)s). Perhaps a text contains the separator without quotation marks."
    ),
    "other_sheets": _("The sheet “%(used)s” was read. The file also has: %(sheets)s."),
    "hidden_sheets": _("The file has hidden sheets; they were not read: %(sheets)s."),
    "formulas": _("Cells with formulas: %(count)s. The values stored with them were used."),
    "formulas_without_values": _(
        "Formulas without a stored value: %(count)s. These cells are empty. Open the file in your spreadsheet and"
        " save it to have them calculated."
    ),
    "error_cells": _(
        "Cells that show an error of the spreadsheet (such as #REF!): %(count)s. They were read as empty."
    ),
    "external_links": _("The file refers to other files; these were not opened."),
    "json_envelope": _("The entries under “%(name)s” were read."),
    "helper_columns": _("The columns that our error file had added were left out."),
}

# What is only worth a line in the details, not a hint beside the list.
QUIET = {"encoding", "delimiter"}


class SheetRefused(RuleBroken):
    """A file is not read. ``code`` names the cause, the sentence says what to do, ``facts`` hold its figures."""

    def __init__(self, code: str, **params: Any) -> None:
        self.facts = params
        super().__init__(REFUSALS[code] % params if params else REFUSALS[code], code=code)


def note(found: dict[str, Any]) -> Note:
    """Return a note of the child with its sentence."""
    column = found.get("column")
    place = letter(column) if column is not None and column >= 0 else None
    params = {"count": found["count"], "row": found.get("row"), "letter": place} | found.get("params", {})
    return Note(found["code"], NOTES[found["code"]] % params, found.get("row"), place, found["count"])
