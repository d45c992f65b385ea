/* Lists: typing filters, rows that open on a click, forms and menus that follow what the list shows. */
(() => {
  const regions = () => document.querySelectorAll("[data-list]");

  /* A row opens by a click anywhere on it; links, buttons, ticks and marked text keep their own meaning. */
  const opens = (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, select, textarea, label, summary")) return null;
    return String(getSelection()) ? null : row.dataset.href;
  };
  document.addEventListener("click", (event) => {
    const href = opens(event);
    if (!href) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(href, "_blank", "noopener");
    else window.location.assign(href);
  });
  document.addEventListener("auxclick", (event) => {
    const href = event.button === 1 ? opens(event) : null;
    if (href) window.open(href, "_blank", "noopener");
  });

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-filters-toggle]");
    if (!toggle) return;
    const open = document.getElementById(toggle.getAttribute("aria-controls")).classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", String(open));
  });

  /* Typing filters after a pause; the last input wins (hx-sync replaces the older request). */
  let pause = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-list-search]")) return;
    clearTimeout(pause);
    const form = event.target.form;
    pause = setTimeout(() => form.dispatchEvent(new CustomEvent("filter")), 300);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-list-search]")) event.stopPropagation();
  }, true);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-list-filters]")) clearTimeout(pause);
  }, true);

  /* The form of filters stays outside the swapped list: it follows the address, except where somebody types. */
  function followQuery(region) {
    const form = document.querySelector(`[data-list-filters="${region.id}"]`);
    if (!form) return;
    const params = new URLSearchParams(region.dataset.query);
    for (const field of form.elements) {
      if (!field.name || field === document.activeElement) continue;
      const values = params.getAll(field.name);
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] || "";
      if (field.type === "hidden") field.disabled = values.length === 0;
    }
    followCounts(region, form);
    for (const menu of form.querySelectorAll("details")) {
      const number = [...menu.querySelectorAll("input")].filter((i) => (i.type === "checkbox" ? i.checked : i.value)).length;
      menu.querySelector("[data-filter-number]").textContent = number || "";
    }
  }

  /* How many rows each choice would show. */
  function followCounts(region, form) {
    if (!form) return;
    const counts = JSON.parse(region.dataset.counts || "{}");
    for (const box of form.querySelectorAll('input[type="checkbox"]')) {
      const number = box.parentElement.querySelector("[data-filter-count]");
      if (number) number.textContent = (counts[box.name]?.[box.value] || 0).toLocaleString("en");
    }
  }

  document.addEventListener("live-refreshed", () => {
    for (const region of regions()) followCounts(region, document.querySelector(`[data-list-filters="${region.id}"]`));
  });

  /* So do the saved filters: the one that is shown is marked, and what would be saved is what is shown. */
  function followSaved(region) {
    const params = new URLSearchParams(region.dataset.query);
    params.delete("per");
    const now = params.toString();
    const card = region.closest(".list-card");
    if (!card) return;
    for (const field of card.querySelectorAll("[data-present-query]")) field.value = now;
    for (const link of card.querySelectorAll("[data-saved-query]")) {
      if (new URLSearchParams(link.dataset.savedQuery).toString() === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  /* "Show the usual columns": the ticks follow at once, the server does the rest. */
  document.addEventListener("click", (event) => {
    const usual = event.target.closest("[data-columns-usual]");
    if (!usual) return;
    for (const box of usual.form.querySelectorAll("[data-usual]")) box.checked = box.dataset.usual === "yes";
  });

  let first = true;
  window.Hashmend.after(() => {
    for (const region of regions()) {
      if (!first && region.dataset.announced !== "yes") {
        document.getElementById("quiet")?.replaceChildren(region.dataset.announce);
        followQuery(region);
        followSaved(region);
      }
      region.dataset.announced = "yes";
    }
    first = false;
  });
})();
