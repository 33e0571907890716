"""The child's word for „no“; the sentence for it stands in ``reasons.py``, outside."""


class Refused(Exception):
    """This file is not read. ``code`` names the reason, ``params`` what the sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(code)
