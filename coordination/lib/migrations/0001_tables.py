import coordination.lib.migrating
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('lib', '0001_initial'), ('lib', '0002_kept_answers'), ('lib', '0003_retention'), ('lib', '0004_source_of_proposals'), ('lib', '0005_mails_that_can_be_stopped'), ('lib', '0006_mails_with_dates'), ('lib', '0007_translations')]

    initial = True

    dependencies = [
        ('accounts', '0001_user'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
    ]

    operations = [
        coordination.lib.migrating.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='OpenGuard',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, unique=True)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='RateCount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=64, unique=True)),
                        ('period', models.BigIntegerField(db_index=True)),
                        ('count', models.PositiveIntegerField()),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='SearchState',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stamp', models.UUIDField(default=uuid.uuid4)),
                        ('generation', models.UUIDField(default=uuid.uuid4)),
                    ],
                    options={
                        'verbose_name': 'state of the search index',
                        'verbose_name_plural': 'states of the search index',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='SearchWord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('word', models.CharField(max_length=80, unique=True)),
                    ],
                    options={
                        'verbose_name': 'indexed word',
                        'verbose_name_plural': 'indexed words',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Turn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=100, unique=True)),
                        ('period', models.BigIntegerField(default=-1)),
                        ('queued_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'verbose_name': 'turn of periodic work',
                        'verbose_name_plural': 'turns of periodic work',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='WorkerSign',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('worker_id', models.CharField(max_length=64, unique=True)),
                        ('host', models.CharField(max_length=255)),
                        ('pid', models.PositiveIntegerField()),
                        ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('beats', models.PositiveBigIntegerField(default=0)),
                        ('looked_at', models.DateTimeField(null=True)),
                        ('looked_beats', models.PositiveBigIntegerField(default=0)),
                        ('missed', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'verbose_name': 'worker',
                        'verbose_name_plural': 'workers',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='QueuedTask',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'background task',
                        'verbose_name_plural': 'background tasks',
                        'proxy': True,
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=('django_tasks_database.dbtaskresult',),
                ),
                migrations.CreateModel(
                    name='ChangeSet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='time')),
                        ('source', models.CharField(choices=[('form', 'Form'), ('import', 'Import'), ('api', 'Interface'), ('link', 'Link from a mail'), ('proposal', 'Proposal'), ('undo', 'Undone'), ('demo', 'Sample data'), ('system', 'Schutznetz')], default='system', max_length=10, verbose_name='source')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                        ('undoes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='undone_by', to='lib.changeset')),
                        ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'change',
                        'verbose_name_plural': 'changes',
                        'ordering': ('-at', '-id'),
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Erasure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60)),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        'verbose_name': 'erasure',
                        'verbose_name_plural': 'erasures',
                        'ordering': ('at', 'id'),
                        'constraints': [models.UniqueConstraint(fields=('kind', 'uid'), name='erased_once')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='OutboxMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('message_id', models.CharField(max_length=200, unique=True)),
                        ('template', models.CharField(max_length=200)),
                        ('to', models.CharField(max_length=254)),
                        ('reply_to', models.CharField(blank=True, max_length=254)),
                        ('subject', models.CharField(max_length=300)),
                        ('text', models.TextField()),
                        ('html', models.TextField(blank=True)),
                        ('tokens', models.JSONField(blank=True, default=list)),
                        ('state', models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Not delivered'), ('shown', 'Shown, not sent (demo)')], default='queued', max_length=8)),
                        ('delivery', models.CharField(choices=[('at_least_once', 'rather twice than never'), ('at_most_once', 'rather never than twice')], default='at_most_once', max_length=14)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('claim', models.UUIDField(null=True)),
                        ('lease_until', models.DateTimeField(null=True)),
                        ('error', models.CharField(blank=True, max_length=300)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('sent_at', models.DateTimeField(null=True)),
                        ('headers', models.JSONField(blank=True, default=dict)),
                        ('calendar', models.TextField(blank=True)),
                    ],
                    options={
                        'verbose_name': 'mail',
                        'verbose_name_plural': 'mails',
                        'ordering': ('-created_at', '-id'),
                        'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['due_at'], name='outboxmail_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='outboxmail_sent_has_time')],
                    },
                ),
                migrations.CreateModel(
                    name='SearchDoc',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.PositiveSmallIntegerField()),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('digest', models.CharField(max_length=32)),
                    ],
                    options={
                        'verbose_name': 'indexed record',
                        'verbose_name_plural': 'indexed records',
                        'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='search_doc_once')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='SearchPosting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('word_id', models.PositiveBigIntegerField()),
                        ('kind', models.PositiveSmallIntegerField()),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('audience', models.PositiveIntegerField(default=0)),
                        ('weight', models.PositiveSmallIntegerField()),
                    ],
                    options={
                        'verbose_name': 'posting',
                        'verbose_name_plural': 'postings',
                        'indexes': [models.Index(fields=['word_id', 'kind', 'object_id', 'audience', 'weight'], name='search_posting_word'), models.Index(fields=['kind', 'object_id'], name='search_posting_record')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Job',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('title', models.CharField(max_length=200)),
                        ('function', models.CharField(max_length=200)),
                        ('args', models.JSONField(default=dict)),
                        ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Not done'), ('needs_human', 'Needs help')], default='queued', max_length=12)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('message', models.CharField(blank=True, max_length=300)),
                        ('rest_seconds', models.PositiveIntegerField(null=True)),
                        ('result_url', models.CharField(blank=True, max_length=500)),
                        ('error', models.TextField(blank=True)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('started_at', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='jobs', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'job',
                        'verbose_name_plural': 'jobs',
                        'ordering': ('-created_at', '-id'),
                        'indexes': [models.Index(fields=['owner', '-created_at'], name='job_of_owner')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'failed', 'needs_human']), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='job_ended_has_time')],
                    },
                ),
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('name', models.CharField(max_length=150)),
                        ('place', models.CharField(editable=False, max_length=64, unique=True)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveBigIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('purpose', models.CharField(max_length=40)),
                        ('network_id', models.BigIntegerField(null=True)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('delete_after', models.DateTimeField(null=True)),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='files', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'file',
                        'verbose_name_plural': 'files',
                        'ordering': ('-created_at', '-id'),
                        'indexes': [models.Index(fields=['delete_after'], name='storedfile_outlived'), models.Index(fields=['sha256'], name='storedfile_sha256')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='KeptAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=64)),
                        ('request', models.CharField(max_length=64)),
                        ('status', models.PositiveSmallIntegerField(default=0)),
                        ('location', models.CharField(blank=True, max_length=300)),
                        ('answer', models.JSONField(default=dict)),
                        ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='answer_once_per_key')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='RetentionRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('counts', models.JSONField(default=dict)),
                    ],
                    options={
                        'verbose_name': 'run of retention',
                        'verbose_name_plural': 'runs of retention',
                        'ordering': ('-at', '-id'),
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='KeepingTime',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('network_id', models.BigIntegerField()),
                        ('key', models.CharField(max_length=60)),
                        ('months', models.PositiveSmallIntegerField(verbose_name='months')),
                    ],
                    options={
                        'verbose_name': 'retention period',
                        'verbose_name_plural': 'retention periods',
                        'ordering': ('network_id', 'key'),
                        'constraints': [models.UniqueConstraint(fields=('network_id', 'key'), name='one_keeping_time')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalTranslation',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('of', models.UUIDField(editable=False, verbose_name='of')),
                        ('field', models.CharField(editable=False, max_length=20, verbose_name='text')),
                        ('language', models.CharField(max_length=20, verbose_name='language')),
                        ('text', models.TextField(max_length=5000, verbose_name='text')),
                        ('german_mark', models.CharField(editable=False, max_length=32)),
                        ('state', models.CharField(choices=[('to_check', 'to be checked'), ('checked', 'checked')], default='to_check', max_length=10, verbose_name='state')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('change_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lib.changeset')),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical translation',
                        'verbose_name_plural': 'historical translations',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='Translation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('of', models.UUIDField(editable=False, verbose_name='of')),
                        ('field', models.CharField(editable=False, max_length=20, verbose_name='text')),
                        ('language', models.CharField(max_length=20, verbose_name='language')),
                        ('text', models.TextField(max_length=5000, verbose_name='text')),
                        ('german_mark', models.CharField(editable=False, max_length=32)),
                        ('state', models.CharField(choices=[('to_check', 'to be checked'), ('checked', 'checked')], default='to_check', max_length=10, verbose_name='state')),
                    ],
                    options={
                        'verbose_name': 'translation',
                        'verbose_name_plural': 'translations',
                        'ordering': ('language', 'id'),
                        'constraints': [models.UniqueConstraint(fields=('of', 'field', 'language'), name='translation_once'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('language', ''), _negated=True)), name='translation_has_text', violation_error_message='The translation is empty.')],
                        'indexes': [],
                    },
                ),
            ],
        ),
    ]
