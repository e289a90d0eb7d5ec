"""What a published version froze, kept for ever: one folder for each kind of document and format of its snapshot.

- `snapshot.json` is never changed. Every later release must load it to the same document.
- `data.json` is the file of that name drawn from it. It depends on the portal's code alone and never changes.
- `drawn.json` holds the SHA-256 of every drawn file beside `registry.RENDERER`. A commit that means to change the bytes
  raises `RENDERER`, says why, and writes the file anew: `python -m tests.golden`.

`data.csv` and `data.json` are made by the portal and Python's standard library: their bytes are compared everywhere.
The bytes of the other files also depend on libraries (`frozen.LIBRARIES`), some of which belong to the machine, such as
Pango and zlib. They are compared where all those versions are the ones that `drawn.json` names. Elsewhere the files
must still be drawn without complaint.
"""
