"""Open data: a read-only JSON interface and a file a year, both drawn from what the public sees.

`fields` declares every field once; answers, the OpenAPI document, the readable page and the columns of the files follow
from it. `data` loads the published years, `rows` turns them into plain rows, `views` answers.
"""
