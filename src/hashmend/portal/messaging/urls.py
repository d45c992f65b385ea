"""Addresses of the conversation of an order."""

from django.urls import path

from hashmend.portal.messaging import pages

urlpatterns = [
    path("work-orders/<str:number>/messages/", pages.messages, name="work-order-messages"),
    path("work-orders/<str:number>/messages/send/", pages.send, name="work-order-messages-send"),
]
