"""A system check: every package of the repository with models is an app that `settings.PORTAL_APPS` names.

Tables of an app that is not named there would be invisible to the stamps: pages would show old figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error

_WHERE = "itaportal/settings.py"
_SIGNS_OF_AN_APP = ("apps.py", "models.py", "models/__init__.py", "migrations/__init__.py")
_NO_PACKAGES_OF_OURS = {"tests", "scripts", "static", "templates", "fixtures", "docs", "var", "node_modules"}


def check_apps(**_: Any) -> list[CheckMessage]:
    """Check the list of apps against the folders; receives what Django hands to a system check."""
    labels = {config.name: config.label for config in apps.get_app_configs()}
    found = problems(settings.PORTAL_APPS, sorted(own_packages(Path(settings.BASE_DIR))), labels)
    return [Error(message, hint=hint, id="itaportal.E002") for message, hint in found]


def problems(named: list[str], packages: list[str], labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the apps that are named, beside the packages there are and the label of each installed app."""
    for package in packages:
        if package not in named:
            yield (
                f"แพ็กเกจ {package} ({package.replace('.', '/')}/) มีโมเดลหรือ apps.py แต่ไม่มีชื่อใน PORTAL_APPS ({_WHERE})",
                f'เพิ่ม "{package}" ใน PORTAL_APPS มิฉะนั้นหน้าเว็บจะไม่รู้ว่าข้อมูลในตารางของแพ็กเกจนี้เปลี่ยน',
            )
    for name in named:
        label = name.rpartition(".")[2]
        if labels.get(name, label) != label:
            yield (
                f"แอป {name} มี label “{labels[name]}” ซึ่งไม่ตรงกับส่วนท้ายของชื่อ ({name.replace('.', '/')}/apps.py)",
                f"ลบ label ออกจาก AppConfig หรือกำหนดเป็น “{label}”",
            )


def own_packages(root: Path) -> Iterator[str]:
    """The dotted names of all packages below `root` that look like an app."""
    for folder in root.iterdir():
        if folder.is_dir() and folder.name not in _NO_PACKAGES_OF_OURS and not folder.name.startswith((".", "_")):
            yield from _within(folder, folder.name)


def _within(folder: Path, name: str) -> Iterator[str]:
    if any((folder / sign).is_file() for sign in _SIGNS_OF_AN_APP):
        yield name
    elif not (folder / "__init__.py").is_file():
        return
    for inner in folder.iterdir():
        if inner.is_dir() and inner.name != "__pycache__":
            yield from _within(inner, f"{name}.{inner.name}")
