"""What a visitor does with the forms of more/, and what the helpdesk then shows of it."""

from pathlib import Path

from playwright.sync_api import Locator, Page

NAME = "déjà vu (1).txt"  # a name that no form plugin keeps on its disk
FILE = b"one line of a log\n"

COMMON = {
    "E-mail": ("email", "ann@example.test"),
    "Colour": ("radio", ["Blue"]),
    "Source": ("hidden", "campaign"),
}
AGREED = {"I agree to the terms": ("consent", "1")}
ANN = {"Full name": ("text", "Ann Lee")}
PHONE = {"Phone": ("tel", "+49 30 1234567")}

SHOWN: dict[str, dict[str, tuple[str, str | list[str]]]] = {
    "contact-form-7": COMMON
    | ANN
    | PHONE
    | AGREED
    | {
        "Day": ("date", "2026-12-24"),
        "Other": ("checkbox", ["Yes", "Else more"]),
        "Attachment": ("file", NAME),
    },
    "wpforms-lite": ANN
    | {
        "E-mail": ("email", "ann@example.test"),
        "Colour": ("radio", ["Blue"]),
        "How many": ("number", "3"),
        "Consent": ("consent", "I agree to the terms"),
    },
    "ninja-forms": COMMON
    | PHONE
    | AGREED
    | {
        "First name": ("text", "Ann"),
        "Last name": ("text", "Lee"),
        "Day": ("date", "24/12/2026"),
        "Parts": ("select", ["Bolt", "Nut"]),
        "Stars": ("number", "4"),
    },
    "fluentform": COMMON
    | ANN
    | AGREED
    | {
        "Day": ("date", "24/12/2026"),
        "Country": ("select", ["France"]),
        "Grid": ("textarea", "Speed: Bad"),
    },
    "formidable": COMMON | ANN | AGREED | {"Phone": ("tel", "(030) 123-4567")},
    "gravityforms": COMMON
    | ANN
    | PHONE
    | AGREED
    | {
        "Day": ("date", "2026-12-24"),
        "Order number": ("text", ""),
        "Attachment": ("file", NAME),
        "Parts": ("textarea", "Name: Bolt, Number: 3"),
    },
    "pro-elements": COMMON
    | ANN
    | AGREED
    | {
        "Phone": ("tel", "030-1234567"),
        "Day": ("date", "2026-12-24"),
        "Attachment": ("file", NAME),
        "Only by mail": ("file", NAME),
    },
    "jetpack": COMMON
    | ANN
    | PHONE
    | {"Day": ("date", "2026-12-24"), "I agree to the terms": ("consent", "Yes")},
}


class Visit:
    """Fills in the form of a plugin: one method each, found by the plugin's folder."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._file = folder / NAME
        self._file.write_bytes(FILE)

    def fill(self, plugin: str) -> None:
        getattr(self, plugin.replace("-", "_"))()

    def _in(self, selector: str) -> Locator:
        return self._page.locator(".entry-content").locator(selector)

    def _named(self, name: str) -> Locator:
        return self._in(f"[name='{name}']")

    def _fill(self, **texts: str) -> None:
        for label, text in texts.items():
            self._page.get_by_label(label.replace("_", " ")).first.fill(text)

    def _tick(self, *labels: str) -> None:
        """By the keyboard: some plugins draw something of their own over the box."""
        for label in labels:
            self._page.get_by_label(label).first.focus()
            self._page.keyboard.press("Space")

    def _mail(self) -> None:
        self._page.get_by_label("E-mail").first.fill("ann@example.test")

    def contact_form_7(self) -> None:
        self._mail()
        self._fill(Full_name="Ann Lee", Phone="+49 30 1234567", Day="2026-12-24")
        self._tick("Blue", "Yes", "Else", "I agree")
        self._in("[name^=_wpcf7_free_text]").fill("more")
        self._page.get_by_label("Attachment").set_input_files(self._file)

    def wpforms_lite(self) -> None:
        self._mail()
        self._fill(First="Ann", Last="Lee", How_many="3")
        self._tick("Blue", "I agree")

    def ninja_forms(self) -> None:
        self._mail()
        self._fill(First_name="Ann", Last_name="Lee", Phone="+49 30 1234567")
        self._in("input.datepicker").first.evaluate("e => e._flatpickr.setDate('24/12/2026', true)")
        self._page.get_by_label("Parts").select_option(["bolt", "nut"])
        self._in(".star").nth(3).click(force=True)
        self._tick("Blue", "I agree")

    def fluentform(self) -> None:
        self._named("email").fill("ann@example.test")
        self._named("names[first_name]").fill("Ann")
        self._named("names[last_name]").fill("Lee")
        self._named("day").evaluate("e => e._flatpickr.setDate('24/12/2026', true)")
        self._named("colour").nth(0).check()
        self._named("order").fill("typed, then hidden by the other colour")
        self._named("colour").nth(1).check()
        self._named("country").select_option("FR")
        self._named("grid[Row-1]").nth(1).check()
        self._named("agree").check()

    def formidable(self) -> None:
        self._mail()
        self._fill(First="Ann", Last="Lee", Phone="(030) 123-4567")
        self._tick("Blue", "I agree")

    def gravityforms(self) -> None:
        self._mail()
        self._fill(First="Ann", Last="Lee", Phone="+49 30 1234567", Day="2026-12-24")
        self._page.keyboard.press("Escape")
        self._page.get_by_role("radio", name="Red").check()
        self._fill(Order_number="typed, then hidden by the other colour")
        self._page.get_by_role("radio", name="Blue").check()
        self._page.get_by_role("button", name="Next").click()
        self._page.get_by_label("Attachment").set_input_files(self._file)
        self._named("input_10[]").nth(0).fill("Bolt")
        self._named("input_10[]").nth(1).fill("3")
        self._page.get_by_label("I agree").check()

    def pro_elements(self) -> None:
        self._mail()
        self._fill(Full_name="Ann Lee", Phone="030-1234567", Day="2026-12-24")
        self._tick("Blue", "I agree")
        for label in ("Attachment", "Only by mail"):
            self._page.get_by_label(label).set_input_files(self._file)

    def jetpack(self) -> None:
        self._in("[name$='-email']").fill("ann@example.test")
        self._in("[name$='-fullname']").fill("Ann Lee")
        self._in("[name$='-phone']").fill("+49 30 1234567")
        self._in("[name$='-day']").fill("2026-12-24")
        self._page.keyboard.press("Escape")
        self._in("[name$='-colour']").nth(1).check()
        self._in("[type=checkbox]").check()
