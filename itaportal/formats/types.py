"""The names and content types of a report's files: known to those who serve the files and to those who draw them."""

CONTENT_TYPES = {
    "report.pdf": "application/pdf",
    "report.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "data.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "data.csv": "text/csv; charset=utf-8",
    "data.json": "application/json",
}
# What a saved file is called in Thai, before the agency's name and the year.
FILE_NAMES = {
    "report.pdf": "รายงานผลการประเมิน ITA",
    "report.docx": "รายงานผลการประเมิน ITA",
    "data.xlsx": "ข้อมูลผลการประเมิน ITA",
    "data.csv": "ข้อมูลผลการประเมิน ITA",
    "data.json": "ข้อมูลผลการประเมิน ITA",
}
