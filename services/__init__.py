"""The five services of Một Cửa; each knows the chassis and the contracts of the others."""
