"""What every service of Một Cửa stands on; it knows no service and no procedure.

A service takes from here, and from nowhere else, everything that touches the broker, the database session, HTTP and
the green threads underneath. Each module states in its docstring what it guarantees and which test proves it.
"""

import os
import warnings

# Whoever imports eventlet is told that it only receives fixes; the design knows, and confines it to here (ADR 0001).
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
# The C library's resolver does; eventlet's own would cost each process 20 MB (dnspython).
os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
