"""The purpose notice (利用目的の明示, DOMAIN §6.1): which version stands in templates/accounts/_purpose.html."""

# Raise it with every change of the text; each person and sign-up keeps the version that was shown.
NOTICE_VERSION = 1
