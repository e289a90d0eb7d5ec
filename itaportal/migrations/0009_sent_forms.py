"""Forms that were sent and their answers, for some hours (`itaportal/web/sent_forms.py`)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('itaportal', '0008_files_as_drawn'),
    ]

    operations = [
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=22, unique=True)),
                ('person', models.BigIntegerField()),
                ('state', models.CharField(choices=[('running', 'กำลังทำ'), ('done', 'ทำแล้ว'), ('shown', 'แสดงหน้าแล้ว'), ('kept', 'เก็บไว้')], max_length=10)),
                ('claim', models.CharField(max_length=22)),
                ('digest', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('address', models.TextField(blank=True)),
                ('notes', models.JSONField(default=dict)),
                ('body', models.BinaryField(default=bytes)),
            ],
            options={
                'verbose_name': 'แบบฟอร์มที่ส่งแล้ว',
                'verbose_name_plural': 'แบบฟอร์มที่ส่งแล้ว',
                'default_permissions': (),
                'indexes': [models.Index(fields=['sent_at'], name='itaportal_sentform_age')],
            },
        ),
    ]
