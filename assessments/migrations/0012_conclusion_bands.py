"""Criteria say what is concluded of a score, by bands; existing criteria begin with four."""

import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


_FIRST = [
    (
        'excellent',
        'ดีมาก รักษามาตรฐาน',
        Decimal('95'),
        [
            'ผลการประเมินตัวชี้วัดนี้ดีมาก หน่วยงานจะรักษามาตรฐานนี้ไว้อย่างต่อเนื่อง',
            'ถือเป็นผลการประเมินที่ดีมาก จึงควรคงแนวทางที่ถือปฏิบัติอยู่และกำกับดูแลให้เป็นไปในแนวทางเดียวกันทุกส่วนงาน',
            'ผลการประเมินตัวชี้วัดนี้ดีมาก หน่วยงานจะถือปฏิบัติตามแนวทางเดิมและทบทวนให้ทันสมัยอยู่เสมอ',
            'ถือเป็นผลการประเมินที่ดีมาก หน่วยงานจะถ่ายทอดแนวปฏิบัตินี้แก่บุคลากรที่เข้ามาใหม่เพื่อรักษามาตรฐานไว้',
            'ผลการประเมินตัวชี้วัดนี้ดีมาก สิ่งที่ควรทำต่อไป คือ รักษาแนวปฏิบัติเดิมและสื่อสารให้{ผู้เกี่ยวข้อง}ทราบอย่างสม่ำเสมอ',
        ],
    ),
    (
        'good',
        'ดี พัฒนาต่อได้',
        None,
        [
            'ผลการประเมินตัวชี้วัดนี้ดี และยังพัฒนาต่อได้ โดยสร้างความเข้าใจเกี่ยวกับการดำเนินงานด้านนี้แก่{ผู้เกี่ยวข้อง}ให้ทั่วถึงยิ่งขึ้น',
            'ถือเป็นผลการประเมินที่ดี และยังพัฒนาให้ดีขึ้นได้อีก หากชี้แจงการดำเนินงานด้านนี้ให้{ผู้เกี่ยวข้อง}ทราบอย่างทั่วถึง',
            'ผลการประเมินตัวชี้วัดนี้ดี สิ่งที่ควรทำต่อไป คือ ชี้แจงขั้นตอนและผลการดำเนินงานด้านนี้แก่{ผู้เกี่ยวข้อง}ให้ชัดเจนยิ่งขึ้น',
            'ถือเป็นผลการประเมินที่ดี หน่วยงานควรรับฟังความเห็นของ{ผู้เกี่ยวข้อง}เพื่อนำมาพัฒนาการดำเนินงานด้านนี้ต่อไป',
        ],
    ),
    (
        'improve',
        'จุดที่ควรพัฒนา',
        Decimal('70'),
        [
            'จึงเป็นจุดที่ควรพัฒนา หน่วยงานจะทบทวนการดำเนินงานด้านนี้และสร้างความเข้าใจแก่{ผู้เกี่ยวข้อง}ให้ทั่วถึงยิ่งขึ้น',
            'จึงเป็นจุดที่ควรพัฒนา โดยหน่วยงานจะชี้แจงขั้นตอนการดำเนินงานด้านนี้แก่{ผู้เกี่ยวข้อง}และรับฟังความเห็นเพื่อนำมาแก้ไข',
            'จึงเป็นจุดที่ควรพัฒนา หน่วยงานจะดำเนินงานด้านนี้ให้ครบถ้วนยิ่งขึ้นและมอบหมายผู้รับผิดชอบการติดตามให้ชัดเจน',
            'จึงเป็นจุดที่ควรพัฒนา โดยหน่วยงานจะวางแนวทางการดำเนินงานด้านนี้ร่วมกับ{ผู้เกี่ยวข้อง}และติดตามผลอย่างต่อเนื่อง',
        ],
    ),
    (
        'urgent',
        'จุดที่ควรพัฒนาโดยเร่งด่วน',
        Decimal('0'),
        [
            'จึงเป็นจุดที่ควรพัฒนาโดยเร่งด่วน หน่วยงานจะหาสาเหตุ แก้ไขการดำเนินงานด้านนี้ และรายงานผลต่อผู้บริหารเป็นระยะ',
            'จึงเป็นจุดที่ควรพัฒนาโดยเร่งด่วน หน่วยงานจะมอบหมายผู้รับผิดชอบการแก้ไขและการติดตามการดำเนินงานด้านนี้ให้ชัดเจน',
            'จึงเป็นจุดที่ควรพัฒนาโดยเร่งด่วน หน่วยงานจะร่วมกับ{ผู้เกี่ยวข้อง}กำหนดแนวทางแก้ไขและติดตามผลอย่างใกล้ชิด',
        ],
    ),
]


def add_bands(apps, schema_editor):
    bands = apps.get_model('assessments', 'ConclusionBand').objects.using(schema_editor.connection.alias)
    for criteria in apps.get_model('assessments', 'Criteria').objects.using(schema_editor.connection.alias).filter(overall_only=False):
        for position, (conclusion, label, min_score, sentences) in enumerate(_FIRST, start=1):
            bands.create(
                criteria=criteria,
                position=position,
                min_score=min_score,
                conclusion=conclusion,
                label=label,
                sentences='\n'.join(sentences),
            )


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0011_one_score_a_year'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalindicatorscore',
            name='conclusion',
            field=models.CharField(blank=True, choices=[('excellent', 'ดีมาก รักษามาตรฐาน'), ('good', 'ดี พัฒนาต่อได้'), ('improve', 'จุดที่ควรพัฒนา'), ('urgent', 'จุดที่ควรพัฒนาโดยเร่งด่วน')], help_text='เว้นว่างให้ระบบสรุปตามคะแนน', max_length=10, verbose_name='ข้อสรุป'),
        ),
        migrations.AlterField(
            model_name='indicatorscore',
            name='conclusion',
            field=models.CharField(blank=True, choices=[('excellent', 'ดีมาก รักษามาตรฐาน'), ('good', 'ดี พัฒนาต่อได้'), ('improve', 'จุดที่ควรพัฒนา'), ('urgent', 'จุดที่ควรพัฒนาโดยเร่งด่วน')], help_text='เว้นว่างให้ระบบสรุปตามคะแนน', max_length=10, verbose_name='ข้อสรุป'),
        ),
        migrations.CreateModel(
            name='ConclusionBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='ลำดับ (๑ คือดีที่สุด)')),
                ('min_score', models.DecimalField(blank=True, decimal_places=2, help_text='เว้นว่างหนึ่งช่วง คือ ช่วงที่ตั้งแต่เป้าหมายของตัวชี้วัดขึ้นไป', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'), 'คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐'), django.core.validators.MaxValueValidator(Decimal('100'), 'คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐')], verbose_name='คะแนนตั้งแต่')),
                ('conclusion', models.CharField(choices=[('excellent', 'ดีมาก รักษามาตรฐาน'), ('good', 'ดี พัฒนาต่อได้'), ('improve', 'จุดที่ควรพัฒนา'), ('urgent', 'จุดที่ควรพัฒนาโดยเร่งด่วน')], max_length=10, verbose_name='ความเร่งด่วน')),
                ('label', models.CharField(max_length=60, verbose_name='ข้อสรุป')),
                ('sentences', models.TextField(help_text='บรรทัดละหนึ่งแบบ รายงานใช้สลับกันไป {ผู้เกี่ยวข้อง} คือ ผู้ที่เครื่องมือนั้นสอบถาม', verbose_name='ถ้อยคำในรายงาน')),
                ('criteria', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conclusions', to='assessments.criteria')),
            ],
            options={
                'verbose_name': 'ข้อสรุปตามช่วงคะแนน',
                'verbose_name_plural': 'ข้อสรุปของตัวชี้วัดตามช่วงคะแนน',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('criteria', 'position'), name='assessments_conclusionband_once', violation_error_message='ลำดับของช่วงคะแนนซ้ำกันในเกณฑ์เดียวกัน'), models.CheckConstraint(condition=models.Q(('min_score__isnull', True), models.Q(('min_score__gte', 0), ('min_score__lte', 100)), _connector='OR'), name='assessments_conclusionband_min_score_0_100', violation_error_message='คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐')],
            },
        ),
        migrations.RunPython(add_bands, migrations.RunPython.noop),
    ]
