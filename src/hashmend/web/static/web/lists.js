/* Lists: typing filters, selection that outlives paging and filtering, rows that open on a click. */
(() => {
  const stores = new Map();
  const store = (name) => {
    if (!stores.has(name)) stores.set(name, { ids: new Set(), all: false, filter: null, last: null });
    return stores.get(name);
  };
  const regions = () => document.querySelectorAll("[data-list]");
  const ticks = (region) => [...region.querySelectorAll("[data-tick]")];
  const filterOf = (query) => {
    const params = new URLSearchParams(query);
    params.delete("sort");
    params.delete("per");
    return params.toString();
  };

  function show(region) {
    const kept = store(region.id);
    const filter = filterOf(region.dataset.query);
    if (kept.filter !== null && kept.filter !== filter && kept.all) Object.assign(kept, { all: false, ids: new Set() });
    kept.filter = filter;
    const boxes = ticks(region);
    for (const box of boxes) {
      box.checked = kept.all || kept.ids.has(box.value);
      box.closest("tr").classList.toggle("is-selected", box.checked);
    }
    const here = new Set(boxes.map((box) => box.value));
    const elsewhere = [...kept.ids].filter((id) => !here.has(id));
    remember(region, kept.all ? [] : elsewhere);
    showHeader(region, boxes);
    showBar(region, kept, boxes, elsewhere.length);
  }

  function remember(region, elsewhere) {
    const form = document.getElementById(`${region.id}-bulk`);
    if (!form) return;
    let field = form.querySelector("[data-elsewhere]");
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "ids" });
      field.dataset.elsewhere = "";
      form.append(field);
    }
    field.value = elsewhere.join(",");
    field.disabled = elsewhere.length === 0;
    const which = region.querySelector("[data-which]");
    if (which) which.checked = store(region.id).all;
  }

  function showHeader(region, boxes) {
    const header = region.querySelector("[data-tick-page]");
    if (!header) return;
    const checked = boxes.filter((box) => box.checked).length;
    header.checked = checked > 0 && checked === boxes.length;
    header.indeterminate = checked > 0 && checked < boxes.length;
  }

  function showBar(region, kept, boxes, elsewhere) {
    const bar = region.querySelector("[data-bulk]");
    if (!bar || !boxes.length) return;
    const { one, many } = region.dataset;
    const total = Number(region.dataset.count);
    const number = kept.all ? total : kept.ids.size;
    const noun = (count) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
    bar.classList.toggle("is-active", number > 0);
    const words = bar.querySelector("[data-bulk-words]");
    words.textContent = number ? `${number} selected${!kept.all && elsewhere ? `, ${elsewhere} not shown` : ""}` : noun(total);
    const whole = boxes.every((box) => box.checked);
    toggle(bar, "[data-select-matching]", !kept.all && whole && total > boxes.length);
    toggle(bar, "[data-clear-selection]", number > 0);
    let offered = 0;
    for (const action of bar.querySelectorAll("[data-bulk-action]")) {
      const least = Number(action.dataset.least);
      const most = Number(action.dataset.most || Infinity);
      const fits = number === 0 ? least === 0 : number >= least && number <= most;
      action.hidden = !fits;
      if (fits) offered += 1;
    }
    const menu = bar.querySelector("details.menu");
    if (menu) {
      menu.hidden = offered === 0;
      const everything = number === 0 ? `Actions for all ${noun(Number(region.dataset.total))}` : null;
      menu.querySelector("summary span").textContent = everything || `Actions for ${number} selected ${number === 1 ? one : many}`;
    }
  }

  const toggle = (bar, selector, visible) => {
    const element = bar.querySelector(selector);
    if (element) element.hidden = !visible;
  };

  document.addEventListener("click", (event) => {
    const region = event.target.closest("[data-list]");
    if (!region) return;
    const kept = store(region.id);
    if (event.target.matches("[data-tick]")) {
      const boxes = ticks(region);
      if (kept.all) Object.assign(kept, { all: false, ids: new Set(boxes.map((box) => box.value)) });
      const at = boxes.indexOf(event.target);
      const from = event.shiftKey && kept.last !== null ? boxes.findIndex((box) => box.value === kept.last) : -1;
      const range = from < 0 ? [event.target] : boxes.slice(Math.min(from, at), Math.max(from, at) + 1);
      for (const box of range) event.target.checked ? kept.ids.add(box.value) : kept.ids.delete(box.value);
      kept.last = event.target.value;
      show(region);
    } else if (event.target.matches("[data-tick-page]")) {
      if (!event.target.checked && kept.all) Object.assign(kept, { all: false, ids: new Set() });
      for (const box of ticks(region)) event.target.checked ? kept.ids.add(box.value) : kept.ids.delete(box.value);
      show(region);
    } else if (event.target.closest("[data-select-matching]")) {
      kept.all = true;
      show(region);
    } else if (event.target.closest("[data-clear-selection]")) {
      clear(region);
    }
  });

  function clear(region) {
    stores.delete(region.id);
    show(region);
  }

  /* The server says "selection-clear" after a bulk action was done. */
  document.addEventListener("selection-clear", () => {
    stores.clear();
    for (const region of regions()) show(region);
  });

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
    for (const region of regions()) {
      show(region);
      followCounts(region, document.querySelector(`[data-list-filters="${region.id}"]`));
    }
  });

  let first = true;
  window.Hashmend.after(() => {
    for (const region of regions()) {
      if (!first && region.dataset.announced !== "yes") {
        document.getElementById("quiet")?.replaceChildren(region.dataset.announce);
        followQuery(region);
      }
      region.dataset.announced = "yes";
      show(region);
    }
    first = false;
  });
})();
