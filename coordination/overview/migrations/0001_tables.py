import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('overview', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '0001_user'),
        ('accounts', '0002_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Barrier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField(max_length=2000, verbose_name='what does not work')),
                ('page', models.CharField(blank=True, max_length=300, verbose_name='on which page')),
                ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='mail address for the answer')),
                ('language', models.CharField(default='de', max_length=2)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.network', verbose_name='network')),
            ],
            options={
                'verbose_name': 'reported barrier',
                'verbose_name_plural': 'reported barriers',
                'ordering': ('made_at', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='barrier_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('done_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('reply_to', '')), _connector='OR'), name='barrier_answered_has_answer_and_forgets_address', violation_error_message='Please write what has been done.')],
                'indexes': [],
            },
        ),
    ]
