"""The business of a repair centre, one Django app in layered packages. Nothing here knows HTTP."""
