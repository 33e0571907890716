#!/usr/bin/env bash
# The steps every installation shares: the image, a machine under systemd, a rehearsal in an empty folder.
#
#   deploy/install.sh              packages, assets, static files, fonts for paper, checks
#   deploy/install.sh --installed  packages and assets are there already (an earlier layer of an image)
#
# Set PRODUCTION=1 and the rest (.env) before: static files are collected as production wants them.
# It writes only into this folder, sets nothing up in the system and starts nothing. The database is not touched.
. "$(dirname "$0")/../script/_house.sh"

installed=no
for word in "$@"; do
  case "$word" in
    --installed) installed=yes ;;
    *) fail "deploy/install.sh does not know „$word“. Known: --installed." ;;
  esac
done

if [ "$installed" = no ]; then script/setup; fi
[ -x "$PY" ] || fail "There is no .venv here. Please run deploy/install.sh without --installed."

say "Checking the settings"
manage check

say "Collecting static files"
manage collectstatic --noinput --verbosity 0

say "Unpacking the fonts for paper"
manage paper_fonts

say "Installed. Next: manage.py migrate, manage.py seed reference, then start web, worker and tick."
