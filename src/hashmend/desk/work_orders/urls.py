"""URLs of work orders: the board of one, and what is done with its machines in lists."""

from django.urls import path

from hashmend.desk.work_orders import bulk_actions, history, miners, moving, summary, undoing

ORDER = "work-orders/<str:number>/"
JOB = f"{ORDER}miners/<int:position>/"

urlpatterns = [
    path(ORDER, summary.summary, name="work-orders-summary"),
    path(f"{ORDER}progress/", summary.progress, name="work-orders-progress"),
    path(f"{ORDER}latest/", history.latest, name="work-orders-latest"),
    path(f"{ORDER}history/", history.history, name="work-orders-history"),
    path(f"{ORDER}undo/<str:group>/", undoing.undo, name="work-orders-undo"),
    path(f"{ORDER}update-status/", bulk_actions.update_status_of, name="work-orders-update-status"),
    path(f"{ORDER}complete-services/", bulk_actions.complete_services_of, name="work-orders-complete-services"),
    path(f"{ORDER}assign-to-container/", bulk_actions.assign_to_container, name="work-orders-assign-to-container"),
    path(f"{ORDER}move/", moving.move_to_order, name="work-orders-move"),
    path(f"{ORDER}miners/", miners.miners, name="work-orders-miners"),
]
