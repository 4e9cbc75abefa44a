"""What can exist in a case: types, links, code lists, property types, claims, grades, errors and texts."""
