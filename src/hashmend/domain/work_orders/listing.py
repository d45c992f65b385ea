"""Lists of orders and requests: their states, ages, flags and searches as expressions over their rows."""

from typing import Any

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from hashmend.domain.customers.models import CustomerQuerySet
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import (
    Job,
    RepairRequest,
    RepairRequestQuerySet,
    WorkOrder,
    WorkOrderQuerySet,
)
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock

_O, _R = WorkOrder.State, RepairRequest.State

ORDER_STATE = Case(
    When(completed_at__isnull=False, then=Value(_O.COMPLETE.value)),
    When(cancelled_at__isnull=False, then=Value(_O.CANCELLED.value)),
    default=Value(_O.OPEN.value),
    output_field=CharField(),
)
"""`WorkOrder.state`, as an expression over the order's row."""

_IS_OPEN = Q(completed_at__isnull=True, cancelled_at__isnull=True)

REQUEST_STATE = Case(
    When(denied_at__isnull=False, then=Value(_R.DENIED.value)),
    When(completed_at__isnull=False, then=Value(_R.COMPLETED.value)),
    When(cancelled_at__isnull=False, then=Value(_R.CANCELLED.value)),
    When(approved_at__isnull=False, then=Value(_R.APPROVED.value)),
    default=Value(_R.UNDER_REVIEW.value),
    output_field=CharField(),
)
"""`RepairRequest.state`, as an expression over the request's row."""


class Days(Func):
    """The days from the second moment to the first, with their fraction; in each database's own arithmetic.

    Django's difference of two moments calls back into Python for every row on SQLite.
    """

    arity = 2
    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Return it for SQLite."""
        template = "(julianday(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Return it for PostgreSQL."""
        template = "(EXTRACT(EPOCH FROM %(expressions)s) / 86400)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **more)


class Age(TextChoices):
    """How many days an order has been open, or was until it ended."""

    WEEK = "week", "Up to 7 days"
    MONTH = "month", "8 to 30 days"
    SEASON = "season", "31 to 90 days"
    OLDER = "older", "Over 90 days"


_BEFORE = ((8, Age.WEEK), (31, Age.MONTH), (91, Age.SEASON))
_AGE = Case(
    *(When(age__lt=days, then=Value(age.value)) for days, age in _BEFORE),
    default=Value(Age.OLDER.value),
    output_field=CharField(),
)


def for_list(orders: WorkOrderQuerySet, **more: Any) -> WorkOrderQuerySet:
    """Give orders the expressions one filters, sorts and counts them by; `more` may refer to them and to each other.

    `state_code`, `last_change_at` (the newest entry of their history), `age` (in days), `age_code` (an `Age`), and
    whether they are `is_held`, `is_late` (past their due date), `is_waiting` (machines wait for the customer's word).
    But for `last_change_at` they are not read with the rows: a page shows what it knows of an order without them.
    """
    newest = Event.objects.filter(work_order=OuterRef("pk")).newest_first()
    asked = Job.objects.filter(work_order=OuterRef("pk"), status=Status.AWAITING_APPROVAL)
    now = Value(clock.now(), output_field=DateTimeField())
    ended_at = Coalesce(F("completed_at"), F("cancelled_at"), now)
    last_change_at = Coalesce(Subquery(newest.values("at")[:1]), F("opened_at"))
    rows = orders.select_related("customer", "repair_request").annotate(last_change_at=last_change_at)
    return rows.alias(
        state_code=ORDER_STATE,
        age=Days(ended_at, F("opened_at")),
        age_code=_AGE,
        is_held=flag(~Q(hold_reason="")),
        is_late=flag(is_overdue()),
        is_waiting=flag(_IS_OPEN & Q(Exists(asked))),
        **more,
    )


def days_open(order: WorkOrder) -> int:
    """Return how many days an order has been open, or was until it ended."""
    return ((order.completed_at or order.cancelled_at or clock.now()) - order.opened_at).days


def flag(condition: Q) -> Case:
    """Return a condition as a field that is true or false, to be counted by."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def requests_for_list(requests: RepairRequestQuerySet) -> RepairRequestQuerySet:
    """Annotate requests with `state_code`."""
    return requests.select_related("customer", "work_order").annotate(state_code=REQUEST_STATE)


def holding_models(keys: tuple[str, ...]) -> Q:
    """Return the condition for orders that hold a machine of one of the models."""
    jobs = Job.objects.filter(miner__model__in=[key for key in keys if key.isdecimal()])
    return Q(pk__in=jobs.order_by().values("work_order"))


def is_overdue() -> Q:
    """Return the condition for open orders past their due date."""
    return _IS_OPEN & Q(due_on__lt=clock.today(settings.TIME_ZONE))


def with_open_orders(customers: CustomerQuerySet) -> CustomerQuerySet:
    """Annotate customers with `open_orders`, the number of orders that are neither complete nor cancelled."""
    orders = WorkOrder.objects.open().filter(customer=OuterRef("pk")).order_by().values("customer")
    return customers.annotate(open_orders=Coalesce(Subquery(orders.annotate(n=Count("pk")).values("n")), 0))
