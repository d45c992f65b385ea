"""All doors for machines; each package folder here lists its own in `urls.py`."""

from hashmend import api
from hashmend.web.urls import of_packages

app_name = "api"
urlpatterns = of_packages(api)
