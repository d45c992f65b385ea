"""Addresses of the conversation of an order."""

from django.urls import path

from hashmend.desk.messaging import pages

urlpatterns = [
    path("work-orders/<str:number>/messages/", pages.messages, name="work-orders-messages"),
    path("work-orders/<str:number>/messages/send/", pages.send, name="work-orders-messages-send"),
    path("work-orders/<str:number>/messages/note/", pages.note, name="work-orders-messages-note"),
]
