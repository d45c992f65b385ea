"""The site's pages as WSGI; the production server calls them through `hashmend.config.asgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashmend.config.settings")
application = get_wsgi_application()
