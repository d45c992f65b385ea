"""Addresses of what customers do about their shipments."""

from django.urls import path

from hashmend.portal.logistics import pages

urlpatterns = [
    path("work-orders/<str:number>/announce-shipment/", pages.announce, name="work-order-announce-shipment"),
    path("shipments/<str:number>/tracking/", pages.tracking, name="shipment-tracking"),
]
