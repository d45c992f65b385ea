"""Reads about customers that more than one package needs."""

from hashmend.domain.customers.models import Agreement, Customer


def active_agreement(customer: Customer) -> Agreement | None:
    """Return the newest version of the agreement whose term holds today, or None."""
    return Agreement.objects.filter(customer=customer).in_term().newest_first().first()
