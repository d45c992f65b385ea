"""The application the production server calls (docs/decisions/ names the server)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashmend.config.settings")
application = get_wsgi_application()
