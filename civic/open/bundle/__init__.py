"""The published record as files for a network without the internet (庁内LAN): pages to open, and a search beside them."""
