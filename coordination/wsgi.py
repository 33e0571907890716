"""What gunicorn calls. With ``--preload`` it is loaded once and shared by the web workers."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")
application = get_wsgi_application()

# All pages are loaded before anybody asks for one. What stands now stays, and nobody looks through it again: a worker
# would otherwise copy each page of memory that it shares with the others.
_addresses = get_resolver().reverse_dict
gc.collect()
gc.freeze()
