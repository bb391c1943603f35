"""Providers of payments behind one port."""
