"""Writes `drawn.json` of every frozen document anew: `python -m tests.golden`, after raising `registry.RENDERER`."""

import json
import os

import django


def main() -> None:
    from itaportal.formats.registry import RENDERER
    from tests.golden import frozen

    for kind, number in frozen.folders():
        names = dict.fromkeys(name for file in kind.renderers for name in frozen.LIBRARIES[file])
        recorded = {
            "renderer": RENDERER,
            "libraries": frozen.versions(tuple(names)),
            "sha256": frozen.sums(frozen.draw(kind, number)),
        }
        path = frozen.folder_of(kind, number) / "drawn.json"
        path.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main()
