import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0011_material_erasable'),
    ]

    operations = [
        migrations.CreateModel(
            name='PictureChallenge',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('figures', models.CharField(max_length=10)),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
