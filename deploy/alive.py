"""Ends well if the web server of this container answers; for HEALTHCHECK, which has neither curl nor wget."""

import os
import sys
import urllib.request

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
request = urllib.request.Request("http://127.0.0.1:8000/gesund/live", headers={"Host": host})
try:
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 -- this machine
        sys.exit(answer.status != 200)
except OSError:
    sys.exit(1)
