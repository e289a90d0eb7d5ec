"""What each page shows, ready to be formatted: a module a page, with its frozen page model and what builds it."""
