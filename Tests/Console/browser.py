"""The console in a real browser: real services, real orders, roles and labels rather than pixels.

python3 browser.py BIN-FOLDER [NAME-PART]    needs playwright and a chromium; `make test-console` installs both
"""

import contextlib
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

from installation import Installation, launch, until
from playwright.sync_api import expect, sync_playwright

expect.set_options(timeout=20_000)  # Machines of CI are slow.
BIN = sys.argv[1] if len(sys.argv) > 1 else ".build/release"
HOSTILE = '<img src=x onerror="window.hacked=1">'
TESTS = []


def test(function):
    TESTS.append(function)
    return function


@contextlib.contextmanager
def opened(browser, url, **options):
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(url.split("/#")[0]) or request.url.startswith("blob:")
            else page.problems.append(f"asked for {request.url}"))
    page.goto(url)
    yield page
    assert page.problems == [], page.problems
    context.close()


@test
def an_empty_installation_teaches_and_fills_as_orders_come(browser, _):
    own = Installation(BIN)
    try:
        with opened(browser, own.url) as page:
            expect(page.get_by_role("heading", name="Nothing has happened yet")).to_be_visible()
            expect(page.get_by_text("docket load")).to_be_visible()
            own.docket("load", "--count", "3", "--receive", "100", "--mode", "both")
            for mode in ["choreography", "orchestration"]:
                track = page.get_by_role("region", name=mode, exact=True)
                expect(track.get_by_role("listitem").filter(has_text="completed")).to_contain_text("3", timeout=20_000)
            expect(page.get_by_role("status")).to_have_text("connected")
    finally:
        own.remove()


@test
def both_tracks_come_to_what_the_command_line_counts(browser, shared):
    report = json.loads(shared.docket("status", "--json"))
    with opened(browser, shared.url) as page:
        for mode in ["choreography", "orchestration"]:
            cell = page.get_by_role("region", name=mode, exact=True).get_by_role("listitem").filter(has_text="completed")
            expect(cell).to_contain_text(str(report["orders"][mode]["completed"]))


@test
def an_order_is_found_by_its_number_and_shown_with_its_twin(browser, shared):
    with opened(browser, shared.url) as page:
        expect(page.get_by_role("status")).to_have_text("connected")
        page.keyboard.press("Control+k")
        page.keyboard.type("2")
        page.keyboard.press("Enter")
        order = page.get_by_role("region", name="Order 2", exact=True)
        expect(order.get_by_role("listitem").filter(has_text="OrderCompleted")).to_be_visible()
        sections = page.locator("#order > section")
        expect(sections).to_have_count(2)
        modes = [section.get_attribute("class").split()[-1] for section in sections.all()]
        assert modes == ["choreography", "orchestration"], modes
        # The address says it all: another window shows the same.
        with opened(browser, page.url) as other:
            expect(other.get_by_role("region", name="Order 2", exact=True)).to_be_visible()
        page.keyboard.press("Escape")
        expect(order).to_be_hidden()
        expect(page.get_by_role("region", name="Orders", exact=True)).to_be_visible()


@test
def a_message_shows_who_took_it_and_what_came_of_it(browser, shared):
    with opened(browser, shared.url + "/#order=1") as page:
        step = page.get_by_role("listitem", name=re.compile("^OrderPaid "))
        step.first.focus()
        page.keyboard.press("Enter")
        message = page.get_by_role("complementary", name="Message")
        expect(message.get_by_role("heading", name="OrderPaid")).to_be_visible()
        expect(message).to_contain_text("has handled it")
        expect(message).to_contain_text('"specversion": "1.0"')
        expect(message).not_to_contain_text("Hauptstr")
        page.keyboard.press("Escape")
        expect(message).to_be_hidden()


@test
def the_cursor_goes_by_keys_by_dragging_and_back_to_live(browser, shared):
    with opened(browser, shared.url) as page:
        rail = page.get_by_role("slider", name="Position in the log")
        expect(page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "true")
        end = shared.messages()
        page.keyboard.press("Shift+ArrowLeft")
        expect(rail).to_have_attribute("aria-valuenow", str(end - 1))
        page.keyboard.press("Shift+ArrowLeft")
        expect(rail).to_have_attribute("aria-valuenow", str(end - 2))
        page.keyboard.press("Shift+ArrowRight")
        expect(rail).to_have_attribute("aria-valuenow", str(end - 1))
        rail.focus()
        page.keyboard.press("Home")
        expect(rail).to_have_attribute("aria-valuenow", "1")
        track = page.get_by_role("region", name="choreography", exact=True)
        expect(track.get_by_role("listitem").filter(has_text="completed")).to_contain_text("0")
        box = rail.bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20, steps=12)
        page.mouse.up()
        middle = int(rail.get_attribute("aria-valuenow"))
        assert end * 0.3 < middle < end * 0.7, middle
        page.reload()
        expect(rail).to_have_attribute("aria-valuenow", str(middle))
        rail.focus()
        page.keyboard.press("l")
        expect(rail).to_have_attribute("aria-valuenow", str(end))


@test
def with_an_order_chosen_the_cursor_goes_from_message_to_message_of_it(browser, shared):
    with opened(browser, shared.url + "/#order=1&position=1") as page:
        expect(page.get_by_role("region", name="Order 1", exact=True)).to_contain_text("not there yet")
        for state in ["created", "paid"]:
            page.keyboard.press("ArrowRight")
            expect(page.get_by_role("region", name="Order 1", exact=True).locator(".badge").first).to_have_text(state)


@test
def where_orders_wait_stands_on_their_way(browser, _):
    own = Installation(BIN)
    try:
        own.call("stock", "PUT", "/faults", {"fail": [{"type": "OrderPaid", "times": 1000}, {"type": "ReserveStock", "times": 1000}]})
        own.docket("load", "--count", "6", "--receive", "100", "--mode", "both")
        with opened(browser, own.url) as page:
            for mode in ["choreography", "orchestration"]:
                picture = page.get_by_role("region", name=mode, exact=True).get_by_role("img")
                expect(picture).to_have_accessible_description(re.compile("6 under way to stock"))
    finally:
        own.remove()


@test
def it_plays(browser, shared):
    with opened(browser, shared.url + "/#position=101") as page:
        page.get_by_label("Speed").select_option("100")
        rail = page.get_by_role("slider", name="Position in the log")
        expect(rail).to_have_attribute("aria-valuenow", "101")
        rail.focus()
        page.keyboard.press("Space")
        until(lambda: int(rail.get_attribute("aria-valuenow")) > 150, "it plays on")
        # At the end it is live again.
        expect(page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "true", timeout=60_000)


@test
def the_catalogue_names_who_takes_what_in_each_mode(browser, shared):
    with opened(browser, shared.url + "/#view=catalogue") as page:
        row = page.get_by_role("row").filter(has_text="OrderPaid v1")
        expect(row).to_contain_text("stock, shipping")
        expect(row).to_contain_text("dispatch")


@test
def the_modes_are_compared_up_to_the_position(browser, shared):
    with opened(browser, shared.url + "/#view=compare") as page:
        ready = page.get_by_role("row", name=re.compile("^Orders that became ready"))
        expect(ready).to_contain_text("20")
        expect(page.get_by_role("img", name=re.compile("^How long orders took"))).to_be_visible()
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save as JSON").click()
        with open(saved.value.path(), encoding="utf-8") as file:
            assert json.load(file)["modes"]["choreography"]["ready"] == 20
        page.get_by_role("slider", name="Position in the log").focus()
        page.keyboard.press("Home")
        expect(page.get_by_role("heading", name="Nothing to compare yet")).to_be_visible()


@test
def things_are_broken_on_purpose_and_come_back(browser, _):
    own = Installation(BIN)
    try:
        with opened(browser, own.url + "/#view=play") as page:
            stock = page.get_by_role("article", name="stock")
            first = stock.get_by_text(re.compile("^process ")).inner_text()
            stock.get_by_role("button", name="Kill").click()
            # The supervisor starts another.
            expect(stock.get_by_text(re.compile("^process "))).not_to_have_text(first)
            expect(stock).to_contain_text("runs")
            shipping = page.get_by_role("article", name="shipping")
            shipping.get_by_role("button", name="Pause").click()
            expect(shipping).to_contain_text("stands still")
            shipping.get_by_role("button", name="Go on").click()
            expect(shipping).to_contain_text("runs")
            page.get_by_label("Every").select_option("OrderPaid")
            page.get_by_role("button", name="Deliver twice").click()
            expect(stock).to_contain_text("OrderPaid comes twice")
            own.docket("load", "--count", "3", "--receive", "100", "--mode", "both")
            page.get_by_role("button", name="All as it should be").click()
            expect(stock).not_to_contain_text("OrderPaid comes twice")
        until(lambda: "invariants hold." in own.docket("verify"), "all that was broken is in order again")
    finally:
        own.remove()


@test
def dead_letters_are_grouped_and_tried_again_with_a_name_and_a_reason(browser, _):
    own = Installation(BIN)
    try:
        own.call("orders", "PUT", "/faults", {"corrupt": [{"type": "OrderPaid", "times": 2}]})
        own.docket("load", "--count", "2", "--receive", "100", "--mode", "choreography")
        with opened(browser, own.url) as page:
            tab = page.get_by_role("button", name=re.compile("Dead letters"))
            expect(tab).to_contain_text(re.compile("[1-9]"), timeout=20_000)
            tab.click()
            group = page.get_by_role("article").filter(has=page.get_by_role("heading", name="OrderPaid at stock"))
            expect(group).to_contain_text("2 open of 2")
            group.get_by_role("button", name="Try again").first.click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_role("button", name="Do it").click()
            expect(dialog).to_be_visible()  # Without a name nothing is done.
            dialog.get_by_label("Your name").fill(HOSTILE)
            dialog.get_by_label("Why").fill("the sender was mended")
            dialog.get_by_role("button", name="Do it").click()
            expect(dialog).to_be_hidden()
            # It is as unreadable as before: it comes back, tried twice.
            expect(group.get_by_role("row").filter(has_text="2 ×")).to_be_visible(timeout=20_000)
            assert page.evaluate("window.hacked") is None
            # Corrected, it goes through: the copy is handled in its place, and the record has both.
            row = group.get_by_role("row").filter(has_text="2 ×")
            order = row.get_by_role("cell").nth(1).inner_text().removeprefix("Order-")
            row.get_by_role("button", name="Correct").click()
            expect(dialog).to_contain_text("the sender was mended")
            dialog.get_by_label("Changes").fill("nonsense")
            dialog.get_by_label("Why").fill("the number was a text")
            dialog.get_by_role("button", name="Do it").click()
            expect(dialog.get_by_role("alert")).to_contain_text("is no change")
            dialog.get_by_label("Changes").fill(f"orderId={order}")
            dialog.get_by_role("button", name="Do it").click()
            expect(dialog).to_be_hidden()
            expect(group.get_by_role("row").filter(has_text=f"Order-{order}")).to_contain_text("handled")
        # As the services have it on record.
        letters = re.findall(r'"position" : (\d+)', own.docket("dead-letters", "list", "--json"))
        assert any("the sender was mended" in own.docket("dead-letters", "show", letter) for letter in set(letters)), letters
    finally:
        own.remove()


@test
def hostile_texts_do_nothing(browser, _):
    own = Installation(BIN)
    try:
        own.call("stock", "POST", "/goods-in", {"items": [{"sku": "MUG", "quantity": 5}]})
        order = own.call("orders", "POST", "/orders", {
            "customerId": "C-1", "items": [{"sku": "MUG", "quantity": 1, "unitPrice": {"amount": 1250, "currency": "EUR"}}],
            "shipTo": {"name": HOSTILE, "street": HOSTILE, "city": HOSTILE, "postcode": "10115", "country": "DE"}})
        with opened(browser, f"{own.url}/#order={order['orderId']}") as page:
            page.get_by_text("What each event changed").click()
            expect(page.get_by_role("cell", name=re.compile("onerror")).first).to_be_visible()
            assert page.evaluate("window.hacked") is None and page.locator("main img").count() == 0
            page.get_by_label("Find an order or a correlation id").fill(HOSTILE)
            page.keyboard.press("Enter")
            expect(page.get_by_role("alert")).to_be_visible()
            assert page.evaluate("window.hacked") is None
            refused = page.evaluate("() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 1';"
                                    " document.body.append(s); return window.hacked; }")
            assert refused is None, "the policy lets scripts run that are none of the page's files"
    finally:
        own.remove()


@test
def the_story_of_an_order_is_one_file_that_needs_no_server(browser, shared):
    file = f"{shared.directory}/story.html"
    assert "wrote" in shared.docket("trace", "2", "--html", file)
    with opened(browser, f"file://{file}") as page:
        expect(page.get_by_role("heading", name="Order 2", exact=True)).to_be_visible()
        expect(page.get_by_text("its twin in the other mode")).to_be_visible()
        page.get_by_role("listitem", name=re.compile("^OrderPaid ")).first.click()
        expect(page.get_by_text('"type": "OrderPaid"')).to_be_visible()
        assert "Hauptstr" not in page.content()


@test
def another_origin_gets_nothing(browser, shared):
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/evil.html", "w", encoding="utf-8") as file:
            file.write("<!doctype html><title>evil</title>")
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"file://{folder}/evil.html")
        answers = page.evaluate(
            """async (url) => Promise.all([["/api/state", {}],
                ["/api/dead-letters/stock/1/retry", {method: "POST", headers: {"x-docket-console": "1"}, body: "{}"}]]
                .map(([path, options]) => fetch(url + path, options).then((one) => one.text(), (error) => "refused")))""",
            shared.url)
        assert answers == ["refused", "refused"], answers
        context.close()


@test
def a_token_is_asked_for_and_one_that_is_wrong_is_said(browser, _):
    own = Installation(BIN, token="secret-1")
    try:
        with opened(browser, own.url) as page:
            dialog = page.get_by_role("dialog")
            expect(dialog).to_contain_text("asks for a token")
            dialog.get_by_label("Token").fill("wrong")
            page.keyboard.press("Enter")
            expect(dialog.get_by_label("Token")).to_have_value("")
            dialog.get_by_label("Token").fill("secret-1")
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_have_text("connected", timeout=10_000)
            expect(page.get_by_role("heading", name="Nothing has happened yet")).to_be_visible()
    finally:
        own.remove()


@test
def the_server_goes_and_comes_back_and_the_page_goes_on(browser, _):
    own = Installation(BIN)
    try:
        own.stop()
        own.start("28101")
        with opened(browser, own.url) as page:
            expect(page.get_by_role("status")).to_have_text("connected")
            own.docket("load", "--count", "2", "--receive", "100", "--mode", "both")
            track = page.get_by_role("region", name="choreography", exact=True)
            expect(track.get_by_role("listitem").filter(has_text="completed")).to_contain_text("2", timeout=20_000)
            own.stop(signal.SIGKILL)
            expect(page.get_by_role("status")).to_have_text("connecting again", timeout=20_000)
            until(lambda: own.all_ended(), "the services have ended")
            own.start("28101")
            expect(page.get_by_role("status")).to_have_text("connected", timeout=20_000)
            own.docket("load", "--count", "2", "--mode", "both")
            expect(track.get_by_role("listitem").filter(has_text="completed")).to_contain_text("4", timeout=20_000)
    finally:
        own.remove()


@test
def it_is_usable_on_a_phone_at_two_hundred_percent_and_without_motion(browser, shared):
    for options in [{"viewport": {"width": 390, "height": 844}}, {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
                    {"color_scheme": "dark", "reduced_motion": "reduce"}]:
        with opened(browser, shared.url + "/#order=1", **options) as page:
            expect(page.get_by_role("region", name="Order 1", exact=True)).to_be_visible()
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 1, f"{wide} px wider than the screen with {options}"
            for button in page.get_by_role("button").all():
                assert button.get_attribute("aria-label") or button.inner_text().strip(), "a button without a name"


@test
def a_directory_at_rest_is_looked_at_and_nothing_can_be_done(browser, _):
    own = Installation(BIN)
    process = None
    try:
        own.call("orders", "PUT", "/faults", {"corrupt": [{"type": "OrderPaid", "times": 1}]})
        own.docket("load", "--count", "2", "--receive", "100", "--mode", "choreography")
        own.stop()
        process = subprocess.Popen([own.program, "console", "--port", "0", "--data-dir", own.directory],
                                   stdout=subprocess.PIPE, text=True)
        url = process.stdout.readline().split()[-1]
        with opened(browser, url + "/#view=letters") as page:
            expect(page.get_by_role("heading", name=re.compile("OrderPaid at"))).not_to_have_count(0)
            expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    finally:
        if process:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 0, "the console did not stop"
        own.remove()


def main():
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    passed = failed = 0
    shared = Installation(BIN)
    try:
        shared.docket("load", "--count", "20", "--receive", "1000", "--mode", "both")
        until(lambda: shared.messages() > 700, "20 orders in each mode have gone through")
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for one in TESTS:
                name = one.__name__.replace("_", " ")
                if wanted not in one.__name__:
                    continue
                start = time.monotonic()
                try:
                    one(browser, shared)
                    passed += 1
                    print(f"ok      {name} ({time.monotonic() - start:.1f} s)", flush=True)
                except Exception:
                    failed += 1
                    print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
            browser.close()
    finally:
        shared.remove()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
