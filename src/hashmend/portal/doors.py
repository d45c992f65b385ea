"""The door of the customers' pages."""

from hashmend.web.pages import Side, door

page = door(Side.PORTAL)
