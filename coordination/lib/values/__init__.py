"""One cell, one clean value: the field validators of forms and imports.

Each takes what a sheet or a form gives (text, number, date, nothing) and returns the clean value, or raises
``WrongValue`` with a sentence that says what would be right. Nothing is guessed: what could be meant is offered as
``suggestion``. They run on every cell of every import, so patterns are compiled once and the usual case comes first.
"""

from coordination.lib.values.figures import normalise_postcode, number, parse_bool, parse_date
from coordination.lib.values.mail import mail_problem, normalise_mail, normalise_web
from coordination.lib.values.words import WrongValue, as_text, blank, text

__all__ = [
    "WrongValue",
    "as_text",
    "blank",
    "mail_problem",
    "normalise_mail",
    "normalise_postcode",
    "normalise_web",
    "number",
    "parse_bool",
    "parse_date",
    "text",
]
