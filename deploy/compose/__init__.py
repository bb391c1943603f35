"""What the containers of ``docker-compose.yml`` run before the services: secrets first, then tables and data."""
