"""Reads about customers that more than one package needs."""

from django.db.models import Q, QuerySet

from hashmend.domain.customers.models import Agreement, Contact, Customer


def active_agreement(customer: Customer) -> Agreement | None:
    """Return the newest version of the agreement whose term holds today, or None."""
    return Agreement.objects.filter(customer=customer).in_term().newest_first().first()


def customers_found(customers: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Return the customers whose names, e-mail, phone or one of whose contacts holds the text."""
    people = Contact.objects.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(phone__icontains=text))
    return customers.filter(
        Q(alias__icontains=text)
        | Q(company_name__icontains=text)
        | Q(email__icontains=text)
        | Q(phone__icontains=text)
        | Q(pk__in=people.order_by().values("customer"))
    )
