"""What every service of Một Cửa stands on; it knows no service and no procedure.

A service takes from here, and from nowhere else, everything that touches the broker, the database session, HTTP and
the green threads underneath. Each module states in its docstring what it guarantees and which test proves it.
"""
