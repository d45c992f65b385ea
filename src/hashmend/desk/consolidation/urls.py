"""URLs of consolidation: the screen, the ways to it, and the suggestions for a whole order."""

from django.urls import path

from hashmend.desk.consolidation import choosing, screen, suggestions
from hashmend.desk.work_orders.urls import JOB, ORDER

urlpatterns = [
    path(f"{ORDER}consolidate/", screen.consolidate_machines, name="work-orders-consolidate"),
    path(f"{ORDER}consolidate/selected/", choosing.selected, name="work-orders-consolidate-selected"),
    path(f"{ORDER}consolidations/", suggestions.suggestions, name="work-orders-consolidations"),
    path(f"{ORDER}consolidations/accept/", suggestions.accept, name="work-orders-accept-consolidation"),
    path(f"{JOB}consolidate/", choosing.choose, name="jobs-consolidate"),
]
