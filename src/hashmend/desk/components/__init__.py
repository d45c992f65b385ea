"""The component page: everything of `hashmend.web` in all its states, for those who build pages and for the tests."""
