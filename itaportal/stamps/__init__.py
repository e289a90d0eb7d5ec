"""Stamps: short texts that are the same only while nothing has changed. Caches and ETags hang on them.

`public` has the stamps of what the public sees: drafts leave them as they are. `writes` has the stamp of all data,
which staff's own pages hang on. `renewals` says of each model which public pages a write to it renews, and `triggers`
has the database see to it.

Read a stamp before the data. What is written in between then has another stamp, and what was made from older data is
never kept under a newer one.
"""
