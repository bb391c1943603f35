"""The JSON API, one module for each area; `areas` names them all, and no route exists outside of them."""
