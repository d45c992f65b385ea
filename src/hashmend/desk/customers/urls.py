"""URLs about customers."""

from django.urls import path

from hashmend.desk.customers import agreements, pages, people
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

NAVIGATION = [Entry("Customers", "building", "desk:customers", Permission.VIEW_DESK, order=30)]

_ONE = "customers/<slug:public_id>/"

urlpatterns = [
    path("customers/", pages.customers, name="customers"),
    path("customers/new/", pages.new, name="customers-new"),
    path(_ONE, pages.customer, name="customer"),
    path(f"{_ONE}edit/", pages.edit, name="customer-edit"),
    path(f"{_ONE}retire/", pages.retire, name="customer-retire"),
    path(f"{_ONE}restore/", pages.restore, name="customer-restore"),
    path(f"{_ONE}contacts/new/", people.contact_new, name="customer-contacts-new"),
    path(f"{_ONE}contacts/<int:pk>/", people.contact_edit, name="customer-contact"),
    path(f"{_ONE}contacts/<int:pk>/remove/", people.contact_remove, name="customer-contact-remove"),
    path(f"{_ONE}addresses/new/", people.address_new, name="customer-addresses-new"),
    path(f"{_ONE}addresses/<int:pk>/", people.address_edit, name="customer-address"),
    path(f"{_ONE}addresses/<int:pk>/remove/", people.address_remove, name="customer-address-remove"),
    path(f"{_ONE}agreements/upload/", agreements.upload, name="customer-agreements-upload"),
    path(f"{_ONE}agreements/<slug:token>/", agreements.download, name="customer-agreement"),
]
