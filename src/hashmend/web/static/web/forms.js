/* Forms: sent once, errors found by focus, drafts warned about. */
(() => {
  /* One effect for a double click, Enter held down, click and Enter: the second is swallowed while the first runs. */
  const working = new WeakMap();
  const begin = (form, button) => {
    working.set(form, Date.now());
    button?.classList.add("is-working");
    button?.setAttribute("aria-disabled", "true");
  };
  const end = (form) => {
    working.delete(form);
    for (const button of document.querySelectorAll(".is-working")) {
      if (button.form === form || form.contains(button)) {
        button.classList.remove("is-working");
        button.removeAttribute("aria-disabled");
      }
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (working.has(form) && Date.now() - working.get(form) < 30000) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    begin(form, event.submitter);
  }, true);
  /* A page that comes back from the browser's memory is usable again. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) end(form);
  });
  window.Hashmend.onFinish((element) => {
    const form = element.form || element.closest?.("form");
    if (form) end(form);
  });

  /* The summary of errors gets the focus as soon as it is there. */
  window.Hashmend.after(() => {
    const summary = document.querySelector("[data-focus]:not([data-focused])");
    if (!summary) return;
    summary.dataset.focused = "";
    summary.focus();
  });

  /* Ctrl+Enter sends a form from its text area. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (event.target.matches("textarea")) event.target.form?.requestSubmit();
  });
})();
