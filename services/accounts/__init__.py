"""Accounts (tài khoản): people and staff, how they prove who they are, and the sessions they hold."""
