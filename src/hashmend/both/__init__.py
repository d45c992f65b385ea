"""What the staff's and the customers' pages show alike: the board of an order, in looks without addresses.

Above the toolkit, which has no domain words; below desk and portal, which never import each other.
"""
