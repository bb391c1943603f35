"""One function for each method of the catalogue, and publishing."""
