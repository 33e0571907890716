import coordination.lib.migrating
import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('places', '0001_initial'), ('places', '0002_school_holidays')]

    initial = True

    dependencies = [
        ('accounts', '0001_user'),
        ('lib', '0001_tables'),
    ]

    operations = [
        coordination.lib.migrating.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Dataset',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(unique=True, verbose_name='short name')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('publisher', models.CharField(max_length=200, verbose_name='publisher')),
                        ('source_url', models.URLField(blank=True, verbose_name='source')),
                        ('licence', models.CharField(max_length=200, verbose_name='licence')),
                        ('licence_url', models.URLField(blank=True, verbose_name='text of the licence')),
                        ('changes', models.TextField(blank=True, verbose_name='what was changed')),
                        ('as_of', models.DateField(blank=True, null=True, verbose_name='as of')),
                        ('loaded_at', models.DateTimeField(verbose_name='loaded at')),
                        ('rows', models.PositiveIntegerField(verbose_name='rows')),
                    ],
                    options={
                        'verbose_name': 'data source',
                        'verbose_name_plural': 'data sources',
                        'ordering': ['name', 'id'],
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Postcode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=5, unique=True, verbose_name='postcode')),
                        ('municipalities', models.ManyToManyField(related_name='postcodes', through='places.PostcodePlace', to='places.municipality', verbose_name='municipalities')),
                    ],
                    options={
                        'verbose_name': 'postcode',
                        'verbose_name_plural': 'postcodes',
                        'ordering': ['code'],
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{5}\\Z')), name='postcode_is_five_digits', violation_error_code='digits', violation_error_message='Only digits, in full length, leading zeros included.')],
                    },
                ),
                migrations.CreateModel(
                    name='Land',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=2, unique=True, verbose_name='official key')),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('abbreviation', models.CharField(max_length=2, unique=True, verbose_name='abbreviation')),
                    ],
                    options={
                        'verbose_name': 'Land',
                        'verbose_name_plural': 'Länder',
                        'ordering': ['name', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('key__regex', '^[0-9]{2}\\Z')), name='land_key_is_two_digits', violation_error_code='digits', violation_error_message='Only digits, in full length, leading zeros included.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='District',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=5, unique=True, verbose_name='official key')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('kind', models.CharField(choices=[('independent_town', 'independent town'), ('town_district', 'town district (Baden-Württemberg)'), ('kreis', 'Kreis'), ('landkreis', 'Landkreis'), ('regional_association', 'regional association')], max_length=20, verbose_name='kind')),
                        ('sort_key', models.CharField(db_index=True, editable=False, max_length=80)),
                        ('dissolved_on', models.DateField(blank=True, null=True, verbose_name='no longer exists since')),
                        ('land', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='districts', to='places.land', verbose_name='Land')),
                    ],
                    options={
                        'verbose_name': 'district',
                        'verbose_name_plural': 'districts',
                        'ordering': ['sort_key', 'id'],
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('key__regex', '^[0-9]{5}\\Z')), name='district_key_is_five_digits', violation_error_code='digits', violation_error_message='Only digits, in full length, leading zeros included.')],
                    },
                ),
                migrations.CreateModel(
                    name='Municipality',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ags', models.CharField(max_length=8, unique=True, verbose_name='official municipality key (AGS)')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('official_name', models.CharField(max_length=120, verbose_name='official name')),
                        ('kind', models.CharField(choices=[('market', 'market town'), ('independent_town', 'independent town'), ('town_district', 'town district (Baden-Württemberg)'), ('town', 'town'), ('municipality', 'municipality'), ('inhabited_area', 'unincorporated area, inhabited'), ('empty_area', 'unincorporated area, uninhabited'), ('large_town', 'large district town')], max_length=20, verbose_name='kind')),
                        ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                        ('area_km2', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='area in km²')),
                        ('postcode', models.CharField(blank=True, max_length=5, verbose_name='postcode of the town hall')),
                        ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='latitude')),
                        ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitude')),
                        ('former_names', models.JSONField(blank=True, default=list, verbose_name='former names')),
                        ('dissolved_on', models.DateField(blank=True, null=True, verbose_name='no longer exists since')),
                        ('sort_key', models.CharField(db_index=True, editable=False, max_length=80)),
                        ('search_text', models.TextField(editable=False)),
                        ('name_forms', models.TextField(editable=False)),
                        ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='places.district', verbose_name='district')),
                        ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='places.municipality', verbose_name='merged into')),
                    ],
                    options={
                        'verbose_name': 'municipality',
                        'verbose_name_plural': 'municipalities',
                        'ordering': ['sort_key', 'id'],
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ags__regex', '^[0-9]{8}\\Z')), name='municipality_ags_is_eight_digits', violation_error_code='digits', violation_error_message='Only digits, in full length, leading zeros included.'), models.CheckConstraint(condition=models.Q(('postcode__regex', '^[0-9]{5}\\Z'), ('postcode', ''), _connector='OR'), name='municipality_postcode_is_five_digits', violation_error_code='digits', violation_error_message='Only digits, in full length, leading zeros included.'), models.CheckConstraint(condition=models.Q(('successor', None), models.Q(('dissolved_on__isnull', False), models.Q(('successor', models.F('id')), _negated=True)), _connector='OR'), name='municipality_successor_of_a_dissolved_one', violation_error_message='Only a municipality that no longer exists has a successor, and not itself.'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='municipality_both_coordinates_or_none', violation_error_message='Give both coordinates or none.')],
                    },
                ),
                migrations.CreateModel(
                    name='PostcodePlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, verbose_name='name of the place')),
                        ('town_hall_only', models.BooleanField(default=False, help_text='A postcode of its own for the mail of the administration.', verbose_name='no delivery area')),
                        ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postcode_places', to='places.municipality', verbose_name='municipality')),
                        ('postcode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='places.postcode', verbose_name='postcode')),
                    ],
                    options={
                        'verbose_name': 'place at a postcode',
                        'verbose_name_plural': 'places at postcodes',
                        'ordering': ['postcode__code', 'name', 'id'],
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('postcode', 'municipality', 'name'), name='one_place_per_postcode_and_name')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalSchoolHoliday',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('first', models.DateField(verbose_name='first day')),
                        ('last', models.DateField(verbose_name='last day')),
                        ('source', models.CharField(max_length=200, verbose_name='source')),
                        ('checked_on', models.DateField(blank=True, null=True, verbose_name='checked on')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('change_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lib.changeset')),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('land', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.land', verbose_name='Land')),
                    ],
                    options={
                        'verbose_name': 'historical school holidays',
                        'verbose_name_plural': 'historical school holidays',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='SchoolHoliday',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('first', models.DateField(verbose_name='first day')),
                        ('last', models.DateField(verbose_name='last day')),
                        ('source', models.CharField(max_length=200, verbose_name='source')),
                        ('checked_on', models.DateField(blank=True, null=True, verbose_name='checked on')),
                        ('land', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='school_holidays', to='places.land', verbose_name='Land')),
                    ],
                    options={
                        'verbose_name': 'school holidays',
                        'verbose_name_plural': 'school holidays',
                        'ordering': ('land__name', 'first', 'id'),
                        'constraints': [models.UniqueConstraint(fields=('land', 'first'), name='school_holidays_once', violation_error_message='Holidays that begin on this day stand in the table already.'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='school_holidays_in_order', violation_error_message='The last day lies before the first.'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='school_holidays_have_name_and_source', violation_error_message='Name and source are needed.')],
                        'indexes': [],
                    },
                ),
            ],
        ),
    ]
