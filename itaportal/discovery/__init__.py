"""How others find the portal: search engines, catalogues of data, feeds, and the agencies' own sites.

All of it is drawn from what is public. Whoever is signed in gets what everyone gets.
"""
