"""The providers by which messages leave: one module each, with the sandbox's twin."""
