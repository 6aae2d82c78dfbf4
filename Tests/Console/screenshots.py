"""Makes the pictures of the README: the console with real orders in it.

python3 screenshots.py BIN-FOLDER OUTPUT-FOLDER
"""

import os
import subprocess
import sys

from installation import Installation, launch, until
from playwright.sync_api import expect, sync_playwright


def main(binaries, output):
    os.makedirs(output, exist_ok=True)
    own = Installation(binaries)
    load = None
    try:
        own.docket("load", "--count", "150", "--receive", "60", "--mode", "both", "--seed", "7")
        own.call("orders", "PUT", "/faults", {"corrupt": [{"type": "OrderPaid", "times": 3}]})
        own.docket("load", "--count", "8", "--mode", "both", "--seed", "8")
        with sync_playwright() as playwright:
            browser = launch(playwright)

            def picture(name, place, act, **options):
                context = browser.new_context(**{"viewport": {"width": 1320, "height": 860}, **options})
                page = context.new_page()
                page.goto(own.url + "/" + place)
                expect(page.get_by_role("status")).to_have_text("connected")
                act(page)
                page.screenshot(path=f"{output}/{name}.png")
                context.close()

            def moving(page):
                nonlocal load
                before = own.messages()
                load = subprocess.Popen([own.program, "load", "--count", "300", "--rate", "40", "--mode", "both", "--receive", "100",
                                         "--data-dir", own.directory], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                until(lambda: own.messages() > before + 1500, "orders are on their way")

            def settled(page):
                expect(page.locator("#order > section").first).to_be_visible()

            def listed(page):
                expect(page.get_by_role("article").first).to_be_visible()

            picture("flow", "", moving)
            load.wait(timeout=60)
            picture("order", "#order=3", settled, viewport={"width": 1320, "height": 1060})
            picture("dead-letters", "#view=letters", listed, color_scheme="dark")
            browser.close()
    finally:
        if load and load.poll() is None:
            load.kill()
        own.remove()


if __name__ == "__main__":
    main(*sys.argv[1:3])
