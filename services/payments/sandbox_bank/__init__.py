"""The sandbox bank: a stand-in for VNPAY with real pages and real signatures, and no real money."""
