/* Editing in place: Escape cancels, a refused choice falls back, a saved row is shown and its pen has the focus again. */
(() => {
  let saved = null;

  /* data-opens="#part" asks for the editor that takes the place of a part. Not an attribute of htmx: each row of a table
     has such a link, and htmx takes its time with each of them after every swap, whether somebody opens it or not. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-opens]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.Hashmend.ajax("get", link.getAttribute("href"), { source: link, target: link.dataset.opens, swap: "outerHTML" });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const editor = event.target.closest("[data-in-place]");
    const cancel = editor?.querySelector("[data-cancel]");
    if (!cancel) return;
    event.preventDefault();
    event.stopPropagation();
    saved = editor.matches("tr") ? { id: editor.id, quietly: true } : null;
    /* Asked for here and not by a click: that would leave the page while htmx does not know the link yet. */
    const [target, swap] = ["hx-target", "hx-swap"].map((name) => cancel.getAttribute(name));
    window.Hashmend.ajax("get", cancel.getAttribute("hx-get"), { source: cancel, target, swap });
  });

  window.Hashmend.onFinish((element, detail) => {
    const form = element.closest("form[data-in-place]");
    if (form && detail.xhr.status >= 400 && detail.xhr.status !== 422) form.reset();
  });

  document.addEventListener("row-saved", (event) => {
    saved = { id: event.detail.value };
  });

  /* After a bulk action the focus goes back to the menu it was chosen from, in the list that fetched itself anew. */
  let isActedOn = false;
  document.addEventListener("selection-clear", () => {
    isActedOn = true;
  });

  window.Hashmend.after((part) => {
    if (isActedOn && part.matches?.("[data-list]")) {
      isActedOn = false;
      if (document.activeElement === document.body) part.querySelector("[data-bulk] summary")?.focus({ preventScroll: true });
    }
    const field = part.querySelector?.("[data-in-place] [autofocus], [data-in-place][autofocus]");
    if (field && part !== document) {
      field.focus();
      field.select?.();
    }
    const row = saved && document.getElementById(saved.id);
    if (!row || row.matches("[data-in-place]")) return;
    row.querySelector("[id^='edit-']")?.focus();
    if (!saved.quietly) {
      row.classList.add("is-saved");
      setTimeout(() => row.classList.remove("is-saved"), 2000);
    }
    saved = null;
  });
})();
