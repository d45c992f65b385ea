"""General search: one index over everything that has a number or a name, kept exact by the database itself.

Nouns: kind (what can be found), term (one text under which a row is found). Rules: the index always equals the data;
a person finds only what `visible_to` shows them. A new kind is added in `kinds.py`.
"""
