"""Doors of accounts."""

from civic.accounts.pages import account, identity, joining, people, readings, residence, second_factor, signing_in

routes = [
    *joining.routes,
    *signing_in.routes,
    *second_factor.routes,
    *account.routes,
    *people.routes,
    *identity.routes,
    *residence.routes,
    *readings.routes,
]
