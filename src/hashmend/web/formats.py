"""How values read on screen, as plain text: times, dates, money, numbers. One spelling each, everywhere."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from hashmend.kernel import money

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOTHING = "–"


def shown_date(day: date) -> str:
    """Return a date that no country can misread: "23 Nov 2026"; a moment gives its local date."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def shown_time(moment: datetime) -> str:
    """Return a moment in the present time zone, to the minute: "23 Nov 2026 02:20"."""
    return _to_the_minute(timezone.localtime(moment))


def _to_the_minute(local: datetime) -> str:
    return f"{local.day} {MONTHS[local.month - 1]} {local.year} {local.hour:02}:{local.minute:02}"


def exact_time(moment: datetime) -> str:
    """Return a moment with its offset: "23 Nov 2026 02:20 UTC+1"."""
    local = timezone.localtime(moment)
    offset = local.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    zone = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "") if minutes else ""
    return f"{_to_the_minute(local)} UTC{zone}"


def shown_duration(duration: timedelta) -> str:
    """Return a stretch of time in its largest whole unit: "12 min", "3 h", "5 d"."""
    minutes = max(0, int(duration.total_seconds()) // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def shown_timer(duration: timedelta) -> str:
    """Return a stretch of time to the minute: "12 min", "3 h 05 min"."""
    hours, minutes = divmod(max(0, int(duration.total_seconds()) // 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def shown_number(number: int) -> str:
    """Return a whole number with its thousands apart, as amounts of money have them: "1,500"."""
    return f"{number:,}"


def shown_money(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency and two decimals: "USD 1,250.00"."""
    return money.shown(amount, currency)


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 miner", "0 miners"; `many` where an s is not enough."""
    return f"{shown_number(count)} {one if count == 1 else many or one + 's'}"


def share_of(count: int, total: int) -> str:
    """Return a share in whole percent; what is there is never "0 %", what is missing never leaves "100 %"."""
    if total <= 0 or count <= 0:
        return "0\u00a0%"
    percent = round(100 * count / total)
    if percent == 0:
        return "<\u20091\u00a0%"
    return f"{99 if percent == 100 and count < total else percent}\u00a0%"


def shown(value: object) -> str:
    """Return any value of a row as text; nothing becomes a dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return shown_time(value)
    if isinstance(value, date):
        return shown_date(value)
    if isinstance(value, int):
        return shown_number(value)
    return str(value)
