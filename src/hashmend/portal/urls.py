"""All pages for customers; each package folder here lists its own in `urls.py`."""

from hashmend import portal
from hashmend.web.urls import of_packages

app_name = "portal"
urlpatterns = of_packages(portal)
