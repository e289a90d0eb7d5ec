"""The four roles as Django groups: what each may do, for the agencies its members work for (DESIGN: Roles)."""

EDITOR, APPROVER, VIEWER, ADMINISTRATOR = "ผู้บันทึกข้อมูล", "ผู้อนุมัติ", "ผู้ดูข้อมูล", "ผู้ดูแลระบบ"
FORMER_NAMES = {"ผู้บันทึก": EDITOR, "ผู้ชม": VIEWER}  # what databases of earlier releases call their groups

_VIEW = {"view"}
_EDIT = {"view", "add", "change"}
_ALL = {"view", "add", "change", "delete"}

# model → actions, by role; a model that a role does not name is closed to it
_WORK = ("assessment", "indicatorscore", "measureplan", "measure", "measurestep", "measureunit", "unit")
_PROGRESS = ("progressupdate", "evidence")
_TEXTS = ("paragraphtext", "signatory")
_YEARS = ("criteria", "nationalmean")
PERMISSIONS: dict[str, dict[str, set[str]]] = {
    VIEWER: dict.fromkeys((*_WORK, *_PROGRESS, *_TEXTS, "agency", *_YEARS, "publication", "event"), _VIEW),
    EDITOR: {
        **dict.fromkeys((*_WORK, *_TEXTS), _EDIT),
        **dict.fromkeys(("measure", "measurestep", "measureunit", "unit", *_PROGRESS, *_TEXTS), _ALL),
        **dict.fromkeys(("agency", *_YEARS, "publication", "event"), _VIEW),
    },
    APPROVER: {
        **dict.fromkeys((*_WORK, *_PROGRESS, *_TEXTS, "agency", *_YEARS, "publication", "event"), _VIEW),
        "assessment": {"view", "publish"},
    },
    ADMINISTRATOR: {
        **dict.fromkeys(
            (
                *(*_WORK, *_PROGRESS, *_TEXTS, "agency", "agencyseal", "membership", "user"),
                *(*_YEARS, "toolweight", "indicator", "ratinglevel", "conclusionband", "oititem"),
            ),
            _ALL,
        ),
        "publication": _VIEW,
        "event": _VIEW,
        "siteaddress": {"change"},
        "group": _VIEW,
        "assessment": {*_ALL, "publish", "all_agencies"},
    },
}


def codenames(role: str) -> set[str]:
    """The permissions of one role as Django codenames, e.g. `change_assessment`, `publish_assessment`."""
    special = {"all_agencies"}
    return {
        action if action in special else f"{action}_{model}"
        for model, actions in PERMISSIONS[role].items()
        for action in actions
    }
