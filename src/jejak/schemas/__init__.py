"""What can exist in a case: the world as YAML, property types, claims, grades, errors and texts; imports no other room."""
