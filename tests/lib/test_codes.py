"""Codes on paper: read as people type them, and a typo never opens another page."""

import pytest

from coordination.lib import codes

pytestmark = pytest.mark.filterwarnings("error")


def test_a_new_code_is_read_back_however_it_is_written():
    for _round in range(200):
        code = codes.new()
        shown = codes.shown(code)
        assert len(code) == codes.LENGTH
        assert codes.read(code) == codes.read(shown.lower()) == codes.read(f"  {shown} ") == code
        assert codes.read(code.replace("0", "o").replace("1", "l")) == code


def test_every_single_wrong_sign_is_noticed():
    code = codes.new()
    for place in range(codes.LENGTH):
        for sign in codes.SIGNS:
            if sign != code[place]:
                with pytest.raises(codes.CodeTyped) as typed:
                    codes.read(code[:place] + sign + code[place + 1 :])
                assert typed.value.code == "check"


def test_any_two_exchanged_signs_are_noticed():
    for _round in range(50):
        code = codes.new()
        for one in range(codes.LENGTH):
            for other in range(one + 1, codes.LENGTH):
                if code[one] == code[other]:
                    continue
                signs = list(code)
                signs[one], signs[other] = signs[other], signs[one]
                with pytest.raises(codes.CodeTyped):
                    codes.read("".join(signs))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "length"),
        ("K7QX", "length"),
        ("K7QX4M2PK", "length"),
        ("K7QU4M2P", "sign"),
        ("K7QX4M2Ä", "sign"),
        ("<script>", "sign"),
    ],
)
def test_what_is_no_code_is_told_with_what_to_look_at(typed, code):
    with pytest.raises(codes.CodeTyped) as told:
        codes.read(typed)
    assert told.value.code == code


def test_the_check_is_no_constant():
    """The counter-check: bodies with different signs end differently."""
    assert len({codes._check(f"{sign}000000") for sign in codes.SIGNS}) == len(codes.SIGNS)
