"""The screens of a customer's list, the same for staff and customers: upload, how it is read, what will happen."""
