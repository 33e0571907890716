"""The public address of „Wer ist jetzt zuständig?“."""

from django.urls import path

from coordination.directory.views import charge

app_name = "charge"
urlpatterns = [path("zustaendig/", charge.InCharge.as_view(), name="now")]
