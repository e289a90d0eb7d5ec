"""The objects of the open data. Names never change their meaning; new fields may be added (docs/api.md)."""

from __future__ import annotations

from .fields import Field, Kind, Schema

TEXT, URL, WHOLE, YEAR = Kind.TEXT, Kind.URL, Kind.WHOLE, Kind.YEAR
SCORE, FLAG, DATE, TIME, OBJECT = Kind.SCORE, Kind.FLAG, Kind.DATE, Kind.TIME, Kind.OBJECT

# --- Fields that several objects share ------------------------------------------------------------------------------

AGENCY = Field("agency", TEXT, "หน่วยงาน", "ชื่อในที่อยู่เว็บ ใช้อ้างถึงหน่วยงานในทุกข้อมูล", width=16)
AGENCY_NAME = Field("agency_name", TEXT, "ชื่อหน่วยงาน", width=36)
KIND = Field("kind", TEXT, "ประเภทหน่วยงาน", width=18)
DISTRICT = Field("district", TEXT, "อำเภอ/เขต", "ว่างเมื่อไม่มีข้อมูล", nullable=True, width=18)
PROVINCE = Field("province", TEXT, "จังหวัด", width=18)
IS_SAMPLE = Field("is_sample", FLAG, "ข้อมูลสมมติ", "จริงเมื่อสร้างขึ้นเพื่อการทดลองใช้ ไม่ใช่หน่วยงานจริง", width=12)
FISCAL_YEAR = Field("fiscal_year", YEAR, "ปีงบประมาณ", width=12)
OVERALL = Field("overall", SCORE, "คะแนนภาพรวม", "null เมื่อคะแนนไม่ครบ", nullable=True)
LEVEL = Field("level", TEXT, "ระดับผลการประเมิน", "null เมื่อยังระบุระดับไม่ได้", nullable=True, width=20)
PAGE = Field("url", URL, "หน้าเว็บ", width=30)
SELF = Field("api_url", URL, "ที่อยู่เว็บของข้อมูลนี้ใน API", width=30)
VERSION = Field("version", WHOLE, "ฉบับที่", "null เมื่อเผยแพร่โดยไม่ได้ออกเป็นฉบับ", nullable=True, width=9)
UPDATED = Field("updated_at", TIME, "ปรับปรุงเมื่อ", width=24)
TOOL = Field("tool", TEXT, "เครื่องมือ", "IIT EIT หรือ OIT", width=11)
INDICATOR = Field("indicator", WHOLE, "ตัวชี้วัดที่", width=11)
INDICATOR_NAME = Field("indicator_name", TEXT, "ชื่อตัวชี้วัด", width=30)
ANALYSIS = Field("analysis", TEXT, "บทวิเคราะห์", nullable=True, width=46)
CONTRIBUTION = Field("contribution", SCORE, "คะแนนที่ได้ในภาพรวม", nullable=True)
COST = Field("cost", SCORE, "คะแนนภาพรวมที่เสียไป", nullable=True)
TARGET = Field("target", SCORE, "เป้าหมาย")
BELOW_TARGET = Field("below_target", FLAG, "ต่ำกว่าเป้าหมาย")
CONCLUSION = Field("conclusion", TEXT, "ข้อสรุป", "excellent good improve หรือ urgent", nullable=True)
INDICATOR_SCORE = Field("score", SCORE, "คะแนน", "null คือยังไม่มีคะแนน ไม่ใช่ศูนย์", nullable=True)


def _means(name: str, what: str) -> tuple[Field, ...]:
    """The columns of means of the country, the province and the kind beside a figure."""
    scopes = {"national": "ระดับประเทศ", "province": "ของจังหวัด", "kind": "ของประเภทหน่วยงาน"}
    return tuple(
        Field(f"{scope}_{name}", SCORE, f"ค่าเฉลี่ย{what}{words}", "null เมื่อไม่มีข้อมูล", nullable=True)
        for scope, words in scopes.items()
    )


# --- Objects --------------------------------------------------------------------------------------------------------

AGENCY_OBJECT = Schema(
    "Agency",
    "หน่วยงานที่มีผลการประเมินเผยแพร่แล้วอย่างน้อยหนึ่งปี",
    (
        AGENCY,
        Field("name", TEXT, "ชื่อหน่วยงาน"),
        Field("short_name", TEXT, "ชื่อย่อ"),
        Field("name_en", TEXT, "ชื่อภาษาอังกฤษ", nullable=True),
        KIND,
        Field("subdistrict", TEXT, "ตำบล/แขวง", nullable=True),
        DISTRICT,
        PROVINCE,
        Field("postcode", TEXT, "รหัสไปรษณีย์", nullable=True),
        IS_SAMPLE,
        Field("fiscal_years", YEAR, "ปีงบประมาณที่เผยแพร่แล้ว", "จากใหม่ไปเก่า", many=True),
        PAGE,
        SELF,
    ),
)
PART = Schema(
    "ToolPart",
    "ส่วนของเครื่องมือที่พิจารณาระดับแยกกัน",
    (
        Field("part", WHOLE, "ส่วนที่"),
        Field("known", FLAG, "มีคะแนนประกาศ"),
        Field("low", SCORE, "ขอบเขตล่าง", "เท่ากับคะแนนเมื่อมีประกาศ"),
        Field("high", SCORE, "ขอบเขตบน", "เท่ากับคะแนนเมื่อมีประกาศ"),
    ),
)
TOOL_RESULT = Schema(
    "ToolResult",
    "ผลของเครื่องมือหนึ่ง",
    (
        TOOL,
        Field("name", TEXT, "ชื่อเครื่องมือ"),
        Field("name_en", TEXT, "ชื่อภาษาอังกฤษ"),
        Field("weight", SCORE, "น้ำหนัก (ร้อยละ)"),
        Field("score", SCORE, "คะแนน", "ตามประกาศหากมี", nullable=True),
        Field("official_score", SCORE, "คะแนนตามประกาศ", nullable=True),
        CONTRIBUTION,
        COST,
        Field("parts", OBJECT, "คะแนนแยกส่วน", many=True, of=PART),
    ),
)
MEAN = Schema(
    "MeanScore",
    "ค่าเฉลี่ยของคะแนนภาพรวม (tool และ indicator เป็น null) ของเครื่องมือ หรือของตัวชี้วัด",
    (
        Field("tool", TEXT, "เครื่องมือ", nullable=True),
        Field("indicator", WHOLE, "ตัวชี้วัดที่", nullable=True),
        Field("mean", SCORE, "ค่าเฉลี่ย"),
        Field("announced", FLAG, "เป็นตัวเลขที่ประกาศ", "null เมื่อไม่ใช่ค่าเฉลี่ยระดับประเทศ", nullable=True),
        Field("verified", FLAG, "ตรวจสอบกับเอกสารทางการแล้ว", "null เมื่อไม่ใช่ค่าเฉลี่ยระดับประเทศ", nullable=True),
        Field("source", TEXT, "แหล่งอ้างอิง", "null เมื่อไม่ใช่ค่าเฉลี่ยระดับประเทศ", nullable=True),
    ),
)
MEANS = Schema(
    "MeanScores",
    "ค่าเฉลี่ยของหน่วยงานกลุ่มหนึ่งในปีเดียวกัน ของฉบับที่เผยแพร่คือค่า ณ วันที่เผยแพร่",
    (
        Field("of", TEXT, "ของ", "national province หรือ kind"),
        Field("name", TEXT, "ชื่อจังหวัดหรือประเภท", "null เมื่อเป็นระดับประเทศ", nullable=True),
        Field("agencies", WHOLE, "จำนวนหน่วยงาน", "ที่เผยแพร่ในเว็บนี้ null เมื่อเป็นระดับประเทศ", nullable=True),
        Field("scores", OBJECT, "ค่าเฉลี่ย", many=True, of=MEAN),
    ),
)
OIT_ITEM = Schema(
    "OitItem",
    "ข้อ OIT ของปีถัดไปที่กำหนดให้จัดทำรายงานนี้",
    (
        Field("fiscal_year", YEAR, "ปีงบประมาณของรายการ OIT"),
        Field("number", WHOLE, "ข้อ O"),
        Field("title", TEXT, "ชื่อข้อ", nullable=True),
        Field("verified", FLAG, "ตรวจสอบกับเอกสารทางการแล้ว"),
    ),
)
CRITERIA = Schema(
    "Criteria",
    "เกณฑ์การประเมินของปี",
    (
        Field("name", TEXT, "ชื่อเกณฑ์"),
        Field("verified", FLAG, "ตรวจสอบกับเอกสารทางการแล้ว"),
        Field("national_target", SCORE, "ค่าเป้าหมายระดับประเทศ"),
    ),
)
ASSESSMENT = Schema(
    "Assessment",
    "ผลการประเมินของหน่วยงานในปีงบประมาณหนึ่ง ตรงกับฉบับที่เผยแพร่ล่าสุด",
    (
        AGENCY,
        AGENCY_NAME,
        KIND,
        DISTRICT,
        PROVINCE,
        IS_SAMPLE,
        FISCAL_YEAR,
        OVERALL,
        LEVEL,
        Field("possible_levels", TEXT, "ระดับที่เป็นไปได้", "เรียงจากสูงไปต่ำ มีมากกว่าหนึ่งเมื่อยังไม่มีคะแนนแยกส่วน", many=True),
        Field("target_met", FLAG, "บรรลุค่าเป้าหมาย", "null เมื่อยังระบุระดับไม่ได้", nullable=True),
        Field("own_target", SCORE, "เป้าหมายของหน่วยงาน", "null เมื่อหน่วยงานไม่ได้กำหนดเอง", nullable=True),
        Field("official_overall", SCORE, "คะแนนภาพรวมตามประกาศ", nullable=True),
        Field("official_level", TEXT, "ระดับตามประกาศ", nullable=True),
        Field(
            "no_plan_reason",
            TEXT,
            "เหตุผลที่ไม่จัดทำแผนมาตรการ",
            "null เมื่อจัดทำแผนมาตรการหรือยังไม่ได้ระบุ",
            nullable=True,
        ),
        Field("level_announced", FLAG, "level เป็นระดับตามประกาศ", "false เมื่อเป็นผลคำนวณ"),
        Field("criteria", OBJECT, "เกณฑ์", of=CRITERIA),
        Field("means", OBJECT, "ค่าเฉลี่ยของหน่วยงานอื่น", "ว่างเมื่อไม่มีข้อมูล", many=True, of=MEANS),
        Field("oit_item", OBJECT, "ข้อ OIT ที่รายงานตอบ", "null เมื่อไม่มีข้อมูล", nullable=True, of=OIT_ITEM),
        Field("tools", OBJECT, "ผลรายเครื่องมือ", many=True, of=TOOL_RESULT),
        VERSION,
        UPDATED,
        PAGE,
        SELF,
    ),
)
RESULT = Schema(
    "Result",
    "ผลการประเมินหนึ่งปีของหน่วยงานหนึ่งในแถวเดียว สำหรับไฟล์รายปี",
    (
        AGENCY,
        AGENCY_NAME,
        KIND,
        DISTRICT,
        PROVINCE,
        IS_SAMPLE,
        FISCAL_YEAR,
        OVERALL,
        LEVEL,
        Field("iit", SCORE, "IIT", nullable=True, width=9),
        Field("eit", SCORE, "EIT", nullable=True, width=9),
        Field("oit", SCORE, "OIT", nullable=True, width=9),
        Field("target_met", FLAG, "บรรลุค่าเป้าหมาย", nullable=True),
        Field("official_overall", SCORE, "คะแนนภาพรวมตามประกาศ", nullable=True, width=16),
        Field("official_level", TEXT, "ระดับตามประกาศ", nullable=True, width=18),
        Field("official_iit", SCORE, "คะแนน IIT ตามประกาศ", nullable=True, width=12),
        Field("official_eit", SCORE, "คะแนน EIT ตามประกาศ", nullable=True, width=12),
        Field("official_oit", SCORE, "คะแนน OIT ตามประกาศ", nullable=True, width=12),
        Field("level_announced", FLAG, "level เป็นระดับตามประกาศ", "false เมื่อเป็นผลคำนวณ"),
        *_means("overall_mean", "คะแนนภาพรวม"),
        VERSION,
        UPDATED,
    ),
)
SCORE_OBJECT = Schema(
    "Score",
    "คะแนนของตัวชี้วัดหนึ่ง",
    (
        AGENCY,
        AGENCY_NAME,
        IS_SAMPLE,
        FISCAL_YEAR,
        TOOL,
        INDICATOR,
        INDICATOR_NAME,
        INDICATOR_SCORE,
        TARGET,
        BELOW_TARGET,
        CONTRIBUTION,
        COST,
        CONCLUSION,
        ANALYSIS,
        *_means("mean", "คะแนน"),
        SELF,
    ),
)
MEASURE = Schema(
    "Measure",
    "มาตรการหนึ่งรายการที่จัดทำจากผลการประเมิน",
    (
        AGENCY,
        AGENCY_NAME,
        IS_SAMPLE,
        Field("fiscal_year", YEAR, "ปีงบประมาณ", "ปีที่ดำเนินการ", width=12),
        Field("assessment_year", YEAR, "ปีของผลการประเมิน", width=12),
        Field("number", WHOLE, "ลำดับในแผน", width=9),
        INDICATOR,
        INDICATOR_NAME,
        Field("titles", TEXT, "มาตรการ/โครงการ/กิจกรรม", many=True, width=42),
        Field("analysis", TEXT, "ผลการวิเคราะห์ตัวชี้วัด", nullable=True, width=46),
        Field("steps", TEXT, "ขั้นตอน/วิธีดำเนินการ", many=True, width=52),
        Field("units", TEXT, "ผู้รับผิดชอบ", many=True, width=18),
        Field("period_start", DATE, "เริ่มดำเนินการ", nullable=True),
        Field("period_end", DATE, "สิ้นสุดการดำเนินการ", nullable=True),
        Field("monitoring", TEXT, "การกำกับติดตาม", nullable=True, width=36),
        SELF,
    ),
)
FILE = Schema(
    "File",
    "ไฟล์หนึ่งของฉบับที่เผยแพร่",
    (
        Field("name", TEXT, "ชื่อไฟล์"),
        Field("size", WHOLE, "ขนาด", "ไบต์"),
        Field("sha256", TEXT, "SHA-256"),
        Field("url", URL, "ลิงก์ถาวร"),
    ),
)
PUBLICATION = Schema(
    "Publication",
    "รายงานฉบับที่เผยแพร่และไม่ได้ถอน ลิงก์ถาวรผูกกับปีและฉบับ",
    (
        AGENCY,
        AGENCY_NAME,
        IS_SAMPLE,
        FISCAL_YEAR,
        Field("version", WHOLE, "ฉบับที่"),
        Field("current", FLAG, "เป็นฉบับล่าสุด"),
        Field("published_at", TIME, "เผยแพร่เมื่อ"),
        OVERALL,
        LEVEL,
        Field("checksum", TEXT, "SHA-256 ของข้อมูลที่เผยแพร่"),
        Field("files", OBJECT, "ไฟล์", many=True, of=FILE),
        PAGE,
        SELF,
    ),
)

# --- What surrounds them --------------------------------------------------------------------------------------------

LICENCE = Schema(
    "Licence",
    "เงื่อนไขการใช้ข้อมูล",
    (
        Field("name", TEXT, "เงื่อนไข"),
        Field("name_en", TEXT, "เงื่อนไขภาษาอังกฤษ"),
        Field("spdx", TEXT, "รหัสตาม SPDX", "null เมื่อเป็นเงื่อนไขอื่น", nullable=True),
        Field("url", URL, "ข้อความเต็ม", nullable=True),
    ),
)
LINKS = Schema(
    "Links",
    "ที่อยู่เว็บที่เกี่ยวข้อง",
    (
        Field("self", URL, "ที่อยู่เว็บของคำตอบนี้", "มีเฉพาะพารามิเตอร์ที่ระบบใช้"),
        Field("next", URL, "หน้าถัดไป", "null เมื่อหมดแล้ว", nullable=True),
        Field("documentation", URL, "คำอธิบาย"),
    ),
)
ERROR_DETAIL = Schema(
    "ErrorDetail",
    "เหตุที่ไม่มีคำตอบ",
    (
        Field("code", TEXT, "รหัส", "not_found invalid_parameter gone method_not_allowed unavailable หรือ server_error"),
        Field("parameter", TEXT, "พารามิเตอร์ที่ผิด", nullable=True),
        Field("message_th", TEXT, "คำอธิบาย"),
        Field("message_en", TEXT, "คำอธิบายภาษาอังกฤษ"),
    ),
)
ERROR = Schema("Error", "คำตอบเมื่อไม่สำเร็จ", (Field("error", OBJECT, "เหตุ", of=ERROR_DETAIL),))


def envelope(schema: Schema, *, many: bool) -> Schema:
    """The whole answer around one object or a page of them."""
    name = f"{schema.name}{'List' if many else 'Answer'}"
    data = Field("data", OBJECT, "ข้อมูล", many=many, of=schema)
    return Schema(
        name,
        "รายการหนึ่งหน้า" if many else "รายการเดียว",
        (
            data,
            Field("links", OBJECT, "ที่อยู่เว็บ", of=LINKS),
            Field("licence", OBJECT, "เงื่อนไขการใช้", of=LICENCE),
            Field("updated_at", TIME, "ข้อมูลปรับปรุงล่าสุดเมื่อ", nullable=True),
        ),
    )
