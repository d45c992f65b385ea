/* The search dialog: Ctrl+K or a click opens it, arrow keys choose, Enter opens, Esc goes back to where one was. */
(() => {
  const dialog = document.getElementById("search");
  if (!dialog) return;
  const field = document.getElementById("search-text");
  const found = document.getElementById("search-found");
  const said = document.getElementById("search-said");
  const options = () => [...found.querySelectorAll('[role="option"]')];
  const chosen = () => found.querySelector('[aria-selected="true"]');
  let opener = null;

  function open() {
    if (dialog.open) return field.select();
    opener = document.activeElement;
    dialog.showModal();
    field.focus();
    field.select();
    if (!found.childElementCount) field.dispatchEvent(new Event("search-again"));
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-search]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  dialog.addEventListener("close", () => {
    choose(null);
    if (opener?.isConnected) opener.focus();
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!all.length) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(all[(at === -1 && step === -1 ? all.length - 1 : at + step + all.length) % all.length]);
    } else if (event.key === "Enter" && at !== -1) {
      event.preventDefault();
      all[at].click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      dialog.close();
    }
  });

  field.addEventListener("input", () => choose(null));

  window.Hashmend.after((part) => {
    if (part !== found) return;
    const hits = options().length > 0;
    choose(null);
    field.setAttribute("aria-expanded", String(hits));
    field.setAttribute("aria-controls", hits ? "search-options" : "search-found");
    said.textContent = found.querySelector("[data-said]")?.dataset.said || "";
  });
})();
