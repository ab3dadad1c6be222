"""The register of local talent, groups and places."""
