"""How Một Cửa is set up and run: the launcher's parts, the broker's and the database's definitions, the demonstration."""
