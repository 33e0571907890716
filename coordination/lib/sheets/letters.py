"""Columns are counted as spreadsheets count them: A … Z, AA …"""


def letter(index: int) -> str:
    """Return the letter of the column with this index: 0 → A, 25 → Z, 26 → AA."""
    name = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def index_of(letters: str) -> int:
    """Return the index of a column: A → 0, AA → 26."""
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number - 1
