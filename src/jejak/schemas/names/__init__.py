"""Names of people and organisations and addresses, taken apart for comparing. What a source wrote is kept elsewhere.

Invariant: nothing here raises, whatever the text; equal texts give equal parts.
"""

from jejak.schemas.names.addresses import Address, address
from jejak.schemas.names.organisations import OrganisationName, is_description, organisation_name
from jejak.schemas.names.people import PersonName, person_name
from jejak.schemas.names.spelling import is_common, sound, standard

__all__ = [
    "Address",
    "OrganisationName",
    "PersonName",
    "address",
    "is_common",
    "is_description",
    "organisation_name",
    "person_name",
    "sound",
    "standard",
]
