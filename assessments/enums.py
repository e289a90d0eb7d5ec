"""Fixed choices of the assessments app, with the Thai words that users read."""

from django.db.models import TextChoices


class Tool(TextChoices):
    """The three ITA tools (DOMAIN: Tools and indicators)."""

    IIT = "IIT", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)"
    EIT = "EIT", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)"
    OIT = "OIT", "แบบวัดการเปิดเผยข้อมูลสาธารณะ (OIT)"

    @property
    def thai_name(self) -> str:
        """The tool's full Thai name without its code."""
        return str(self.label).rsplit(" (", 1)[0]

    @property
    def short_name(self) -> str:
        """What the tool looks at, in a few Thai words, for cards and legends."""
        return {
            "IIT": "ผู้มีส่วนได้ส่วนเสียภายใน",
            "EIT": "ผู้มีส่วนได้ส่วนเสียภายนอก",
            "OIT": "การเปิดเผยข้อมูลสาธารณะ",
        }[self.value]

    @property
    def english_name(self) -> str:
        """The tool's full English name."""
        return {
            "IIT": "Internal Integrity and Transparency Assessment",
            "EIT": "External Integrity and Transparency Assessment",
            "OIT": "Open Data Integrity and Transparency Assessment",
        }[self.value]


class LevelTone(TextChoices):
    """How a rating level is shown: an icon and a colour beside its word, never alone."""

    EXCELLENT = "excellent", "ดีเยี่ยม"
    GOOD = "good", "ดี"
    FAIR = "fair", "พอใช้"
    POOR = "poor", "ต้องปรับปรุง"
    URGENT = "urgent", "ต้องปรับปรุงโดยด่วน"


# Levels with these tones ask for improvement: nobody is said not to have reached one.
LOW_TONES = (LevelTone.POOR.value, LevelTone.URGENT.value)


class Conclusion(TextChoices):
    """What an indicator's score means for the agency's work, the least urgent first (`conclusions` says which)."""

    EXCELLENT = "excellent", "ดีมาก รักษามาตรฐาน"
    GOOD = "good", "ดี พัฒนาต่อได้"
    IMPROVE = "improve", "จุดที่ควรพัฒนา"
    URGENT = "urgent", "จุดที่ควรพัฒนาโดยเร่งด่วน"


class AssessmentStatus(TextChoices):
    """A draft is seen by signed-in staff only; a published year by everyone."""

    DRAFT = "draft", "ร่าง"
    PUBLISHED = "published", "เผยแพร่แล้ว"


class ItemDocument(TextChoices):
    """The two documents that a year's OIT list asks for (DOMAIN: OIT items); the codes are those of published kinds."""

    ANALYSIS = "analysis", "รายงานผลการวิเคราะห์และมาตรการ"
    FOLLOWUP = "followup", "รายงานผลการดำเนินการตามมาตรการ"


class AgencyKind(TextChoices):
    """Kinds of public body that ITA assesses (DOMAIN: about 8,300, most of them local)."""

    SAO = "อบต.", "องค์การบริหารส่วนตำบล (อบต.)"
    SUBDISTRICT_MUNICIPALITY = "เทศบาลตำบล", "เทศบาลตำบล"
    TOWN_MUNICIPALITY = "เทศบาลเมือง", "เทศบาลเมือง"
    CITY_MUNICIPALITY = "เทศบาลนคร", "เทศบาลนคร"
    PAO = "อบจ.", "องค์การบริหารส่วนจังหวัด (อบจ.)"
    SPECIAL_LOCAL = "ท้องถิ่นรูปแบบพิเศษ", "องค์กรปกครองส่วนท้องถิ่นรูปแบบพิเศษ"
    PROVINCE = "จังหวัด", "จังหวัด"
    DEPARTMENT = "กรม", "กรมหรือเทียบเท่า"
    STATE_ENTERPRISE = "รัฐวิสาหกิจ", "รัฐวิสาหกิจ"
    PUBLIC_ORGANIZATION = "องค์การมหาชน", "องค์การมหาชน"
    UNIVERSITY = "สถาบันอุดมศึกษา", "สถาบันอุดมศึกษา"
    OTHER = "อื่น ๆ", "หน่วยงานของรัฐอื่น ๆ"
