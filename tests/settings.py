"""Settings of the test suite: the product's own, a fast password hasher, a database that is thrown away."""

import os
import tempfile

os.environ.setdefault("HASHMEND_SECRET_KEY", "for-tests-only-" + "x" * 40)
os.environ.setdefault("HASHMEND_DATA_DIR", tempfile.mkdtemp(prefix="hashmend-tests-"))

from hashmend.config.settings import *  # noqa: F403
from hashmend.config.settings import _DATABASE_URL, DATABASES, LOGGING, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = LOGGING | {"root": {"handlers": ["stderr"], "level": "WARNING"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
WHITENOISE_AUTOREFRESH = True

# SQLite in memory, unless DATABASE_URL names a file (threads of a real server need one) or a PostgreSQL.
# Memory is named: what parts the databases of tests that run side by side knows it by its name only.
if not _DATABASE_URL:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
if _DATABASE_URL.startswith("sqlite:///"):
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}.test"}
    # As careless as the PostgreSQL of bin/check: what outlives a power cut is proved by real servers.
    _OPTIONS = DATABASES["default"]["OPTIONS"]
    _OPTIONS["init_command"] = _OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")
