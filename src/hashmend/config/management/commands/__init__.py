"""Commands of the operator: prepare the data, serve the site."""
