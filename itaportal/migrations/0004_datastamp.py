"""Notes of what was written last, one row a database connection (`itaportal/stamps/writes.py`)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('itaportal', '0003_published_results'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataStamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('writer', models.CharField(max_length=32)),
                ('area', models.CharField(max_length=20)),
                ('token', models.CharField(max_length=32)),
                ('renewed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'เครื่องหมายการแก้ไขข้อมูล',
                'verbose_name_plural': 'เครื่องหมายการแก้ไขข้อมูล',
                'constraints': [models.UniqueConstraint(fields=('writer', 'area'), name='itaportal_datastamp_once')],
            },
        ),
    ]
