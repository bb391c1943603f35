"""Rules about persons that several services keep alike: pure Python with dated data, no service and no contract."""

from services.persons.entering import full_name, is_possible_birth_date, mobile_number

__all__ = ["full_name", "is_possible_birth_date", "mobile_number"]
