"""All pages for staff; each package folder here lists its own in `urls.py`."""

from hashmend import desk
from hashmend.web.urls import of_packages

app_name = "desk"
urlpatterns = of_packages(desk)
