"""The typeface of official papers, with its licence (OFL.txt)."""
