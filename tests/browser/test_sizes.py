"""What the first view of the dashboard weighs over the wire, from the portal as it is served in production."""

from collections import Counter

from ..serving import served
from .checks import wait_for_fonts

# For a phone over a slow link, in bytes as they came over the wire, headers included.
LOAD = ["shell", "-v0", "-c", "from itaportal.setup.reference import load_reference; load_reference()"]
WITHOUT_FONTS, WITH_FONTS = 120_000, 220_000


def test_first_view_is_light(browser, tmp_path_factory):
    with served(tmp_path_factory.mktemp("served"), LOAD) as address:
        for width in (1280, 360):
            context = browser.new_context(viewport={"width": width, "height": 800})
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            kinds: dict[str, str] = {}
            names: dict[str, str] = {}
            weights: Counter[str] = Counter()

            def received(event, kinds=kinds, names=names):
                kinds[event["requestId"]] = event["type"]
                names[event["requestId"]] = event["response"]["url"]

            def finished(event, kinds=kinds, weights=weights):
                weights[kinds.get(event["requestId"], "Other")] += event["encodedDataLength"]

            session.on("Network.responseReceived", received)
            session.on("Network.loadingFinished", finished)
            response = page.goto(f"{address}/chanuwan/2568/", wait_until="networkidle")
            wait_for_fonts(page)
            assert response.headers["content-encoding"] == "gzip"
            without = sum(weights.values()) - weights["Font"]
            assert 5_000 < weights["Document"] < 40_000, weights
            assert weights["Font"] > 20_000, weights
            assert without <= WITHOUT_FONTS, weights
            assert sum(weights.values()) <= WITH_FONTS, weights
            assert all(name.startswith((address, "data:")) for name in names.values())
            context.close()
