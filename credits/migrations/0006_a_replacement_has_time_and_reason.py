from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credits', '0005_say_who_replaced_certificates'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('told_at', None), models.Q(('revoked_at__isnull', False), ('replaced_by__isnull', False), _connector='OR')), fields=['revoked_at'], name='certificates_to_tell_of'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('refused_at__isnull', False)), fields=['id'], name='certificates_refused'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replaced_at', None), ('replaced_by', None), ('replacement_reason', '')), models.Q(('replaced_at__isnull', False), models.Q(('replacement_reason', ''), _negated=True)), _connector='OR'), name='a_replacement_has_time_and_reason'),
        ),
    ]
