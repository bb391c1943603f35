"""Catalog (danh mục thủ tục hành chính): procedures and their versions, agencies, what each offers, and search."""
