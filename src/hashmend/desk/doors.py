"""The door of the staff's pages."""

from hashmend.web.pages import Side, door

page = door(Side.DESK)
