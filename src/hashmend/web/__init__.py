"""Toolkit of pages, lists, forms and charts. No domain words."""
