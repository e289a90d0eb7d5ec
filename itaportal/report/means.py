"""The words about means of other agencies: their names, how many agencies, where a national one is from. Pure."""

from collections.abc import Iterable

from assessments.enums import AgencyKind
from assessments.places import BANGKOK
from assessments.thai import thai_digits

from .document import KIND, NATIONAL, PROVINCE, MeanScore, MeanScores

COLUMNS = {NATIONAL: "ค่าเฉลี่ย ประเทศ", PROVINCE: "ค่าเฉลี่ย จังหวัด", KIND: "ค่าเฉลี่ย ประเภท"}


def mean_name(means: MeanScores) -> str:
    """`ค่าเฉลี่ยระดับประเทศ`, `ค่าเฉลี่ยของหน่วยงานในจังหวัดร้อยเอ็ด`, `ค่าเฉลี่ยของหน่วยงานประเภทเทศบาลตำบล`."""
    if means.scope == NATIONAL:
        return "ค่าเฉลี่ยระดับประเทศ"
    if means.scope == PROVINCE:
        return f"ค่าเฉลี่ยของหน่วยงานใน{'' if means.name == BANGKOK else 'จังหวัด'}{means.name}"
    kind = str(AgencyKind(means.name).label).rsplit(" (", 1)[0] if means.name in AgencyKind.values else means.name
    return f"ค่าเฉลี่ยของหน่วยงานประเภท{kind}"


def mean_origin(means: MeanScores, score: MeanScore) -> str:
    """Where a mean is from, for brackets after it: announced and checked or not, or of how many agencies."""
    if means.scope != NATIONAL:
        return f"{_count(means)} แห่งที่เผยแพร่ในเว็บนี้"
    if not score.announced:
        return "ผลคำนวณจากตัวเลขที่ประกาศ"
    return "ตามประกาศ" if score.verified else "ตามข่าวการประกาศ"


def table_notes(means: Iterable[MeanScores]) -> list[str]:
    """Return a sentence for each column of means in the report's table: what it is and where it is from."""
    found = []
    for each in means:
        if each.scope == NATIONAL:
            found.append(f"ค่าเฉลี่ยระดับประเทศ ที่มา {'; '.join(_sources(each))}")
        else:
            found.append(f"{mean_name(each)} คำนวณจากผลของ {_count(each)} แห่งที่เผยแพร่ในเว็บไซต์เดียวกันก่อนรายงานฉบับนี้")
    return found


def _count(means: MeanScores) -> str:
    return thai_digits(f"{means.agencies:,}")


def _sources(means: MeanScores) -> list[str]:
    """Each source once, in the order of the figures; one that nobody checked says so once for all."""
    texts = list(dict.fromkeys(score.source.strip() for score in means.scores))
    if any(not score.verified for score in means.scores):
        texts[-1] = f"{texts[-1]} (ยังไม่ได้ตรวจสอบกับเอกสารทางการ)"
    return texts
