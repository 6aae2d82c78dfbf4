"""Makes the pictures of the README: the console with real orders in it.

python3 screenshots.py BIN-FOLDER OUTPUT-FOLDER
"""

import os
import shutil
import subprocess
import sys

sys.argv, output = [sys.argv[0], *sys.argv[1:2]], sys.argv[2]

from browser import BIN, Installation, until  # noqa: E402  It takes the first argument.
from playwright.sync_api import expect, sync_playwright  # noqa: E402


def main():
    os.makedirs(output, exist_ok=True)
    own = Installation()
    load = None
    try:
        own.docket("load", "--count", "150", "--receive", "60", "--mode", "both", "--seed", "7")
        own.call("orders", "PUT", "/faults", {"corrupt": [{"type": "OrderPaid", "times": 3}]})
        own.docket("load", "--count", "8", "--mode", "both", "--seed", "8")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", shutil.which("chromium")),
                                                 args=["--no-sandbox"] if os.geteuid() == 0 else [])

            def picture(name, place, act=None, **options):
                context = browser.new_context(**{"viewport": {"width": 1320, "height": 860}, **options})
                page = context.new_page()
                page.goto(own.url + "/" + place)
                expect(page.get_by_role("status")).to_have_text("connected")
                page.wait_for_timeout(500) if act is None else act(page)
                page.screenshot(path=f"{output}/{name}.png")
                context.close()

            def moving(page):
                nonlocal load
                before = own.messages()
                load = subprocess.Popen([f"{BIN}/docket", "load", "--count", "300", "--rate", "40", "--mode", "both", "--receive", "100",
                                         "--data-dir", own.directory], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                until(lambda: own.messages() > before + 1500, "orders are on their way")

            def settled(page):
                expect(page.locator("#order > section").first).to_be_visible()

            picture("flow", "", moving)
            load.wait(timeout=60)
            picture("order", "#order=3", settled, viewport={"width": 1320, "height": 1060})
            picture("dead-letters", "#view=letters", color_scheme="dark")
            browser.close()
    finally:
        if load and load.poll() is None:
            load.kill()
        own.remove()


if __name__ == "__main__":
    main()
