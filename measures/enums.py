"""Fixed choices of the measures app, with the Thai words that users read."""

from django.db.models import TextChoices


class MeasureStatus(TextChoices):
    """How far a measure has come; one that nobody has reported on counts as not started."""

    NOT_STARTED = "not_started", "ยังไม่ดำเนินการ"
    IN_PROGRESS = "in_progress", "อยู่ระหว่างดำเนินการ"
    DONE = "done", "ดำเนินการแล้วเสร็จ"
    CANCELLED = "cancelled", "ยกเลิก"


class StepKind(TextChoices):
    """What a row of steps is: a step, or a sub-item of the step before it, by its mark (`steps`)."""

    STEP = "step", "ขั้นตอน"
    LETTER = "letter", "ข้อย่อย ก."
    NUMBER = "number", "ข้อย่อย ๑.๑"
    BRACKET = "bracket", "ข้อย่อย (๑)"
    DASH = "dash", "ข้อย่อย –"
