# What the scripts share; sourced, never run. It moves to the project's root and knows its Python.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p .state

PY=.venv/bin/python

say() { printf '%s\n' "$*"; }

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

manage() { "$PY" manage.py "$@"; }

# True when a stamp file holds exactly this text: the step it stands for needs no second run.
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

digest() { cat -- "$@" | sha256sum | cut -d' ' -f1; }

port_is_free() {
  "$PY" - "$1" <<'PYTHON'
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PYTHON
}
