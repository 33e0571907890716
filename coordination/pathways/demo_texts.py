"""The demo's pathways in Leichte Sprache and other languages: what is checked stands on pages and paper."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction

from coordination.lib.history import changes
from coordination.lib.models import Translation
from coordination.lib.models.translations import mark_of
from coordination.lib.reference import read_entries
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import Pathway
from coordination.pathways.tongues import HEAD, Voices

FILE = "pathway_texts.yaml"
NEEDED = {"key", "network", "pathway", "language", "state", "texts"}


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Write the texts the file names; a language that was begun stays. Without the pathway nothing happens."""
    path = folder / FILE
    done: Counter[str] = Counter(created=0, unchanged=0)
    if not path.exists():
        return done
    with changes(by=None, source="demo"):
        for entry in read_entries(path, needed=NEEDED, known=set(), key="key"):
            way = Pathway.objects.filter(network__slug=entry["network"], code=entry["pathway"]).first()
            if way is not None:
                _write(way, entry, done)
    return done


def _write(way: Pathway, entry: dict[str, Any], done: Counter[str]) -> None:
    voices = Voices(way, flow_of(way))
    begun = {(code, name) for code, name, language in voices.rows if language == entry["language"]}
    steps = dict(way.steps.values_list("code", "uid"))
    for code, texts in entry["texts"].items():
        for name, text in texts.items():
            german = voices.german.get(code, {}).get(name)
            if german is None or (code, name) in begun:
                done["unchanged"] += 1
                continue
            Translation.objects.create(
                of=way.uid if code == HEAD else steps[code],
                field=name,
                language=entry["language"],
                text=text,
                german_mark=mark_of(german),
                state=entry["state"],
            )
            done["created"] += 1
