"""The JSON API for the government site, the integrated platform and the phone app."""
