"""XLSX and ODS are ZIP files: unpack them once, counting, and hand the reader a clean container of what was counted.

The reading library never sees the uploaded container. So headers that lie, second directories, overlapping members or
members that only one ZIP reader sees cannot show it anything we have not looked at.
"""

import io
import re
import zipfile
import zlib

from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.limits import MEGABYTE, Limits

_MACROS = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/macrosheets/|^basic/|^scripts/", re.IGNORECASE)
_MARKUP = re.compile(r"\.(xml|rels|vml|rdf)$", re.IGNORECASE)
_WANTED = re.compile(
    r"^(\[content_types\]\.xml|_rels/\.rels|xl/(workbook|sharedstrings|styles)\.xml|xl/_rels/.*|xl/worksheets/[^/]+\.xml"
    r"|xl/[^/]*\.xml|mimetype|meta-inf/manifest\.xml|content\.xml|styles\.xml)$",
    re.IGNORECASE,
)
_CHUNK = MEGABYTE


class Archive:
    """The members of a checked ZIP that a reader needs, in memory. ``names`` lists all, also the dropped ones."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits = limits
        self.members: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as file:
                infos = file.infolist()
                self.names = {info.filename for info in infos}
                self._check_directory(infos)
                self._unpack(file, infos)
        except Refused:
            raise
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            IndexError,
        ) as error:
            raise Refused("damaged") from error
        except RuntimeError as error:  # zipfile's way to ask for a password
            raise Refused("password") from error

    def _check_directory(self, infos: list[zipfile.ZipInfo]) -> None:
        if not infos:
            raise Refused("empty")
        if len(infos) > self.limits.max_members:
            raise Refused("bomb_members", found=len(infos), allowed=self.limits.max_members)
        seen: set[str] = set()
        for info in infos:
            name = info.orig_filename
            parts = name.replace("\\", "/").split("/")
            if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\x00" in name:
                raise Refused("unsafe_name")
            if name.lower() in seen:
                raise Refused("damaged")
            seen.add(name.lower())
            if info.flag_bits & 0x1:
                raise Refused("password")
            if _MACROS.search(name):
                raise Refused("macro")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Refused("damaged")
            if info.file_size > MEGABYTE and info.file_size > self.limits.max_ratio * max(
                info.compress_size, 1
            ):
                raise Refused("bomb")
        if sum(info.file_size for info in infos) > self.limits.max_unpacked:
            raise Refused("bomb")

    def _unpack(self, file: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
        left = self.limits.max_unpacked
        for info in infos:
            declared = info.file_size
            info.file_size = self.limits.max_unpacked + _CHUNK  # else zipfile stops where the header says
            pieces, real = [], 0
            wanted, markup = bool(_WANTED.match(info.filename)), bool(_MARKUP.search(info.filename))
            tail = b""
            with file.open(info) as member:
                while piece := member.read(_CHUNK):
                    real += len(piece)
                    if real > left or (
                        real > MEGABYTE and real > self.limits.max_ratio * max(info.compress_size, 1)
                    ):
                        raise Refused("bomb")
                    if markup:
                        _check_markup(tail + piece, first=not tail)
                        tail = piece[-16:]
                    if wanted:
                        pieces.append(piece)
            if real != declared:
                raise Refused("bomb" if real > declared else "damaged")
            left -= real
            if wanted:
                self.members[info.filename] = b"".join(pieces)

    def get(self, name: str) -> bytes:
        """Return a member by its name, whatever its case; empty when there is none."""
        if name in self.members:
            return self.members[name]
        lower = name.lower()
        return next((data for member, data in self.members.items() if member.lower() == lower), b"")

    def clean_copy(self) -> io.BytesIO:
        """Return a new container with the counted members only, and let go of them."""
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as file:
            for name in sorted(self.members, key=lambda name: name != "mimetype"):
                file.writestr(name, self.members[name])
        self.members.clear()
        copy.seek(0)
        return copy


def _check_markup(piece: bytes, *, first: bool) -> None:
    """No document types, hence no entities: nothing of Excel's or LibreOffice's making has them."""
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise Refused("entities")
    if first and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in piece[:4]):
        raise Refused("entities")  # UTF-16 markup would hide a document type from the line above
