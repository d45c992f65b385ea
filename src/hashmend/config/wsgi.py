"""The application the production server calls in each of its processes."""

import ctypes
import os
import signal
import sys

from django.core.wsgi import get_wsgi_application

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have Linux end this process with the one that started it; else a killed server leaves workers on its port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashmend.config.settings")
end_with_parent()
application = get_wsgi_application()
