"""What an answer says, whatever it is written in: page, JSON, CSV, workbook, PDF, calendar. No test itself."""

from __future__ import annotations

import io
import re
import zipfile

from django.http import HttpResponseBase

# Words that stand in one answer only: ids, the CSRF token, the number of the request, times.
PASSING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+|X-CSRFToken": "[^"]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,27}'
    r'|[0-9a-f]{32}|nonce="[^"]+|name="started" value="[^"]+|data-session="\d+|\w*:\w{6}:[\w-]{43}'
)


def body(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response)
    return response.content


def text_of(response: HttpResponseBase) -> str:
    """Everything readable in an answer, headers included."""
    content = body(response)
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        return head + "\n".join(parts)
    if content[:5] == b"%PDF-":
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(content))
        return head + "\n".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    return head + content.decode("utf-8", "replace")


def told(response: HttpResponseBase, *echo: str) -> tuple[int, str]:
    """What an answer tells somebody who compares two: without passing words and without what they typed themselves."""
    text = text_of(response)
    for word in echo:
        text = re.sub(re.escape(word), "…", text, flags=re.IGNORECASE)
    return response.status_code, PASSING.sub("", text)
