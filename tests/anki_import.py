"""Imports Anki packages into a fresh collection with Anki itself, and prints what is there then, as JSON.

Run as a program of its own: Anki's library changes the process it is in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(folder: str, *packages: str) -> None:
    """Import one package after the other; what each brought goes to standard output with what stands at the end."""
    from anki import import_export_pb2
    from anki.collection import Collection

    collection: Any = Collection(str(Path(folder) / "collection.anki2"))
    rounds = []
    for package in packages:
        options = import_export_pb2.ImportAnkiPackageOptions(merge_notetypes=True)
        request = import_export_pb2.ImportAnkiPackageRequest(package_path=package, options=options)
        log = collection.import_anki_package(request).log
        rounds.append({name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")})
    notes = [collection.get_note(number) for number in collection.find_notes("")]
    sides = [card.render_output() for note in notes for card in note.cards()]
    print(  # noqa: T201  # what the program is for
        json.dumps(
            {
                "rounds": rounds,
                "notes": [{"guid": note.guid, "fields": note.fields, "tags": note.tags} for note in notes],
                "cards": [{"front": side.question_text, "back": side.answer_text} for side in sides],
                "sounds": sum(len(side.question_av_tags) + len(side.answer_av_tags) for side in sides),
                "types": sorted(kind.name for kind in collection.models.all_names_and_ids()),
                "decks": sorted(deck.name for deck in collection.decks.all_names_and_ids()),
            }
        )
    )
    collection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
