"""Short codes for paper: 8 signs that people read aloud and type. The last one is reckoned from the others.

The signs are Crockford's (no I, L, O, U). The sum is taken in the field of 32 elements with a weight of its own for
each place: any one wrong sign and any two exchanged ones are noticed, so a typo is told and opens no other page.
"""

from __future__ import annotations

import secrets

from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN = str.maketrans("", "", " -–—._/\t\r\n\N{NO-BREAK SPACE}")
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1


class CodeTyped(RuleBroken):
    """What was typed is no code of ours; the sentence says what to look at. Codes: length, sign, check."""


def new() -> str:
    """Return a code of 35 random bits; whoever stores it sees to it that it is the only one."""
    body = "".join(secrets.choice(SIGNS) for _place in range(LENGTH - 1))
    return body + _check(body)


def read(text: str) -> str:
    """Return the code that somebody typed, however it was grouped or written. Raises ``CodeTyped``."""
    code = text.translate(_BETWEEN).upper().translate(_READ_AS)
    if wrong := sorted({sign for sign in code if sign not in SIGNS}):
        sentence = _("A code has no “%(sign)s”. Please compare it with the paper.")
        raise CodeTyped(sentence % {"sign": wrong[0]}, code="sign")
    if len(code) != LENGTH:
        sentence = _("A code has 8 signs, this one has %(n)s. Please compare it with the paper.")
        raise CodeTyped(sentence % {"n": len(code)}, code="length")
    if _check(code[:-1]) != code[-1]:
        sentence = _(
            "One sign of this code is wrong, or two have changed places. Please compare it with the paper."
        )
        raise CodeTyped(sentence, code="check")
    return code


def shown(code: str) -> str:
    """K7QX4M2M → K7QX-4M2M, as it stands on paper."""
    half = LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def _check(body: str) -> str:
    """The sign that makes the weighted sum zero: the weights are 2¹ … 2⁷, that of the check sign is 1."""
    total = 0
    for sign in body:
        total = _twice(total ^ SIGNS.index(sign))
    return SIGNS[total]


def _twice(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 0b100000 else value
