"""One list of what the portal writes: every folder of settings and every file storage is in it, or is left out."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FileField

from itaportal import settings as shipped
from itaportal.backup import areas
from itaportal.backup.areas import AREAS, LEFT_OUT, LEFT_OUT_OF_VAR

FOLDERS = {name for name, value in vars(shipped).items() if name.isupper() and isinstance(value, Path)}


def test_every_folder_of_the_settings_is_kept_or_left_out():
    assert {"PUBLISHED_ROOT", "IMPORT_UPLOADS", "VAR_DIR"} <= FOLDERS
    kept = {area.setting for area in AREAS}
    assert kept & LEFT_OUT.keys() == set()
    assert kept | LEFT_OUT.keys() == FOLDERS, "name each in itaportal/backup/areas.py"


def test_every_file_field_stores_into_a_kept_folder():
    """Of Django and its packages too. The default storage, which no field uses today, is no area."""
    kept = [area.folder.resolve() for area in AREAS]
    outside = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, FileField)
        and not any(Path(field.storage.path("x")).resolve().is_relative_to(folder) for folder in kept)
    ]
    assert outside == [], "give the field a storage in a folder that itaportal/backup/areas.py lists"


def test_everything_that_code_writes_in_var_is_kept_or_left_out():
    named = set()
    for package in settings.PORTAL_PACKAGES:
        for path in (settings.BASE_DIR / package).rglob("*.py"):
            named |= set(re.findall(r'VAR_DIR\)? / (?:_own_folder\()?"([\w.-]+)"', path.read_text(encoding="utf-8")))
    for path in (settings.BASE_DIR / "scripts").glob("*.sh"):
        named |= set(re.findall(r"(?<!/)\bvar/([\w.-]+)", path.read_text(encoding="utf-8")))
    assert {"secret-key", "imports", "reports"} <= named
    of_settings = {"published", "open-data", "shares", "imports", "static"}
    assert named - of_settings <= LEFT_OUT_OF_VAR.keys(), "name each in itaportal/backup/areas.py"


def test_names_of_areas_are_those_of_backups_that_exist():
    assert [area.name for area in AREAS] == ["published", "uploads"], "a backup made before could not be restored"
    assert set(areas.keys()) == {"secret-key", ".env"}
