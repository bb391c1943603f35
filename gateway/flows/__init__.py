"""What a visitor wants, composed from the services' methods; the API and the pages call the same functions."""
