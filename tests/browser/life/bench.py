"""The bench: the Summary's charts and table, status in place and in bulk, services, a note to colleagues."""

from playwright.sync_api import expect

from tests.browser.life.person import PATIENCE, Person


def opens_the_summary(person: Person, order: str) -> None:
    """Open the order from the list: the Summary comes first."""
    person.goes("Work orders")
    person.row(order).get_by_role("link").first.click()
    person.arrives(order)
    expect(person.page.get_by_role("link", name="Summary")).to_have_attribute("aria-current", "page")


def filters_by_a_chart(technician: Person, pallet: str, here: int, total: int) -> None:
    """Press the area of one pallet: the table follows, the chip goes again."""
    page = technician.page
    technician.sees(f"{total:,} miners")
    chooses_the_pallet(technician, pallet)
    expect(page.locator("[data-bulk-words]")).to_have_text(f"{here:,} miners", timeout=PATIENCE)
    expect(page.locator(".chip").filter(has_text=pallet)).to_be_visible()
    technician.look("summary-filtered")
    page.get_by_label(f"Remove filter Came in: {pallet}").click()
    expect(page.locator("[data-bulk-words]")).to_have_text(f"{total:,} miners", timeout=PATIENCE)


def chooses_the_pallet(technician: Person, pallet: str) -> None:
    """Show the machines that came in a container, by its bar among the further charts."""
    bar = technician.page.locator("#chart-container").get_by_role("link", name=pallet)
    if not bar.is_visible():
        technician.page.locator("summary", has_text="More charts").click()
    bar.click()


def sets_in_place(technician: Person, serial: str, status: str) -> None:
    """Set one machine's status in its row: the charts follow by themselves."""
    page = technician.page
    page.get_by_role("searchbox").fill(serial)
    expect(page.locator(".list-table tbody tr")).to_have_count(1, timeout=PATIENCE)
    technician.row(serial).get_by_role("link", name=f"change the status of {serial}").click()
    choice = page.get_by_label(f"New status of {serial}")
    expect(choice).to_be_focused()
    choice.select_option(label=status)
    if status == "Scrapped":
        page.get_by_label("How did the customer agree?").fill("Ada Buyer, by phone, today")
        technician.press("Scrap")
    expect(technician.row(serial).locator(".tag-change")).to_have_text(status, timeout=PATIENCE)
    page.get_by_label(f"Remove filter Text: {serial}").click()
    expect(page.locator("#chart-status")).to_contain_text(status, timeout=PATIENCE)


def starts_all(technician: Person, order: str, total: int, *, left: int) -> None:
    """With nothing selected, set all machines of the order to In diagnosis; `left` is how many stay as they are."""
    page = technician.page
    page.goto(f"{technician.site}/work-orders/{order}/")
    dialog = technician.chooses("Update status")
    expect(dialog).to_contain_text(f"{total:,} miners")
    dialog.get_by_label("New status").select_option("In diagnosis")
    expect(dialog.get_by_role("button", name="Update")).to_have_text(f"Update {total - left:,}", timeout=PATIENCE)
    technician.look("bulk-status")
    dialog.get_by_role("button", name="Update").click()
    technician.is_told(f"{total - left:,} miners set to In diagnosis.")
    expect(page.locator("#chart-status")).to_contain_text("In diagnosis", timeout=PATIENCE)


def completes_services(technician: Person, pallet: str, *, here: int) -> None:
    """With a filter on and nothing selected, the dialog asks which ones are meant and takes no answer for granted."""
    page = technician.page
    chooses_the_pallet(technician, pallet)
    expect(page.locator("[data-bulk-words]")).to_have_text(f"{here:,} miners", timeout=PATIENCE)
    dialog = technician.chooses("Complete services")
    choices = dialog.get_by_role("group", name="Which ones?").get_by_role("radio")
    expect(choices).to_have_count(2)
    for choice in choices.all():
        expect(choice).not_to_be_checked()
    technician.look("bulk-services")
    dialog.get_by_label(f"The {here:,} miners shown").check()
    dialog.get_by_role("button", name="Complete services").click()
    technician.is_told(f"Services completed for {here:,} miners.")
    expect(page.locator(".list-table tbody tr").first).to_contain_text("3/3", timeout=PATIENCE)


def completes_the_rest(technician: Person, order: str, *, total: int, done: int) -> None:
    """With nothing selected and no filter, complete the services of all machines; those done before are left."""
    page = technician.page
    page.goto(f"{technician.site}/work-orders/{order}/")
    dialog = technician.chooses("Complete services")
    expect(dialog).to_contain_text(f"{total:,} miners")
    expect(dialog).to_contain_text("All services asked for are done")
    dialog.get_by_role("button", name=f"Complete services for {total - done:,}").click()
    technician.is_told(f"Services completed for {total - done:,} miners.")


def finishes_the_shown(technician: Person, order: str, query: str, count: int) -> None:
    """Select all machines a search or filter shows and set them to Repaired."""
    page = technician.page
    page.goto(f"{technician.site}/work-orders/{order}/?{query}")
    selects_all(technician, count)
    dialog = technician.chooses("Update status")
    dialog.get_by_label("New status").select_option("Repaired")
    dialog.get_by_role("button", name=f"Update {count:,}").click()
    technician.is_told(f"{count:,} miners set to Repaired.")


def selects_all(person: Person, count: int) -> None:
    """Tick the page, and offer to take all that match when there are more."""
    page = person.page
    page.get_by_label("Select all miners on this page").check()
    more = page.get_by_role("button", name=f"Select all {count:,} miners")
    if more.is_visible():
        more.click()
    expect(page.locator("[data-bulk-words]")).to_have_text(f"{count:,} selected")


def reads_the_page_of_a_machine(technician: Person, order: str, serial: str, *sentences: str) -> None:
    """Open a machine from the Miners tab: identity, services, containers, and its history in sentences."""
    page = technician.page
    page.goto(f"{technician.site}/work-orders/{order}/miners/?q={serial}")
    technician.look("miners")
    technician.row(serial).get_by_role("link").first.click()
    technician.arrives(serial)
    technician.sees(*sentences)
    technician.look("machine")


def corrects_a_serial(technician: Person, order: str, before: str, after: str) -> None:
    """Correct a serial number with the pen of its row."""
    page = technician.page
    page.goto(f"{technician.site}/work-orders/{order}/miners/?q={before}")
    page.get_by_role("link", name=f"Edit {before}").click()
    field = page.get_by_label(f"Serial number of {before}")
    expect(field).to_be_focused()
    field.fill(after)
    page.keyboard.press("Enter")
    expect(technician.row(after)).to_contain_text(f"formerly {before}", timeout=PATIENCE)


def writes(person: Person, order: str, message: str, *, note: str = "") -> None:
    """Write to the customer, and a note that only the repair centre reads."""
    page = person.page
    page.goto(f"{person.site}/work-orders/{order}/messages/")
    page.get_by_role("textbox", name="Message").fill(message)
    person.press("Send to the customer")
    person.sees(message)
    if note:
        page.get_by_text("Write an internal note").click()
        page.locator("main details").get_by_role("textbox").fill(note)
        person.press("Keep the note")
        person.sees(note)
    person.look("messages")
