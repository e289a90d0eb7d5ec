"""How the tests of open data ask: one answer, a whole list, the table of a year."""

import csv
import io
import json

from itaportal.api.endpoints import ENDPOINTS

from ..page import html_of

API = "/api/v1/"
LISTS = [endpoint.name for endpoint in ENDPOINTS]


def get(client, path, status=200):
    response = client.get(path if path.startswith("/") else API + path)
    assert response.status_code == status, html_of(response)[:300]
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(response.content)


def walk(client, path):
    """Every row of a list, page after page."""
    rows, following = [], API + path
    while following:
        answer = get(client, following.removeprefix("http://testserver"))
        rows += answer["data"]
        following = answer["links"]["next"]
    return rows


def table(client, name, year=2568):
    response = client.get(f"/open-data/{year}/{name}.csv")
    assert response.status_code == 200
    content = response.getvalue()
    assert content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
