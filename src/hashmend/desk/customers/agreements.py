"""Uploading a version of the agreement, and reading one."""

from django.http import HttpResponse, HttpResponseBase

from hashmend.desk.customers.forms import AgreementForm
from hashmend.desk.customers.pages import customer_url, detail_context, the_customer
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.customers.models import Agreement
from hashmend.domain.customers.operations import upload_agreement
from hashmend.web import downloads
from hashmend.web.actors import PageRequest
from hashmend.web.forms import attempt, render_form
from hashmend.web.htmx import done
from hashmend.web.pages import one


@page(Permission.EDIT_AGREEMENTS, methods=("POST",))
def upload(request: PageRequest, public_id: str) -> HttpResponse:
    """Keep a PDF as the next version; what is refused is said on the customer's page, with the dates kept."""
    customer = the_customer(request, public_id)
    form = AgreementForm(request.POST, request.FILES)
    if form.is_valid():
        pdf = form.cleaned_data["pdf"]
        made = attempt(form, lambda: upload_agreement(row(customer), pdf, form.term(), by=request.actor))
        if made:
            return done(request, f"{made} of {customer} is kept.", to=f"{customer_url(customer)}#agreements")
    return render_form(request, "desk/customers/customer.html", form, detail_context(request, customer, form))


@page(Permission.VIEW_DESK)
def download(request: PageRequest, public_id: str, token: str) -> HttpResponseBase:
    """Hand out the PDF of one version."""
    customer = the_customer(request, public_id)
    agreement = one(Agreement.objects.visible_to(request.actor).filter(customer=customer), token=token)
    return downloads.pdf(agreement.file_name, agreement.original_name)
