/* Selection of rows: it outlives paging, filtering, sorting and refreshes, and counts openly what is not shown. */
(() => {
  const stores = new Map();
  const nothing = () => ({ ids: new Set(), all: false, filter: null, last: null });
  const store = (name) => {
    if (!stores.has(name)) stores.set(name, recalled(name) || nothing());
    return stores.get(name);
  };

  /* Going back and reloading bring the selection back; coming by a link begins anew. */
  const place = (name) => `selection ${window.location.pathname} ${name}`;
  const cameBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
  function recalled(name) {
    if (!cameBack) return null;
    try {
      const kept = JSON.parse(sessionStorage.getItem(place(name)));
      return kept && { ...kept, ids: new Set(kept.ids), last: null };
    } catch {
      return null;
    }
  }
  function keep(name, { ids, all, filter }) {
    try {
      if (ids.size || all) sessionStorage.setItem(place(name), JSON.stringify({ ids: [...ids], all, filter }));
      else sessionStorage.removeItem(place(name));
    } catch {
      /* Without storage the selection lives as long as the page. */
    }
  }

  const regions = () => document.querySelectorAll("[data-list]");
  const ticks = (region) => [...region.querySelectorAll("[data-tick]")];
  const grouped = (number) => number.toLocaleString("en");
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
    keep(region.id, kept);
    forgetGone(region, kept, elsewhere);
  }

  /* When the list has become shorter, selected rows that are not on this page may have left it: the server knows. */
  async function forgetGone(region, kept, elsewhere) {
    const total = Number(region.dataset.total);
    const before = kept.total;
    kept.total = total;
    if (before === undefined || total >= before || !elsewhere.length) return;
    const asked = elsewhere.slice(0, 500);
    const answer = await fetch(`${window.location.pathname}?${new URLSearchParams({ standing: asked, list: region.id })}`);
    if (!answer.ok || answer.redirected) return;
    const standing = new Set((await answer.json()).ids.map(String));
    for (const id of asked) if (!standing.has(id)) kept.ids.delete(id);
    show(document.getElementById(region.id) || region);
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
    const checked = boxes.filter((box) => box.checked).length;
    for (const header of region.querySelectorAll("[data-tick-page]")) {
      header.checked = checked > 0 && checked === boxes.length;
      header.indeterminate = checked > 0 && checked < boxes.length;
    }
  }

  function showBar(region, kept, boxes, elsewhere) {
    const bar = region.querySelector("[data-bulk]");
    if (!bar || !boxes.length) return;
    const { one, many } = region.dataset;
    const total = Number(region.dataset.count);
    const number = kept.all ? total : kept.ids.size;
    const noun = (count) => `${grouped(count)} ${count === 1 ? one : many}`;
    bar.classList.toggle("is-active", number > 0);
    const words = bar.querySelector("[data-bulk-words]");
    words.textContent = number ? `${grouped(number)} selected${!kept.all && elsewhere ? `, ${grouped(elsewhere)} not shown` : ""}` : noun(total);
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
    const menu = bar.querySelector(".list-bulk details.menu");
    if (menu) {
      menu.hidden = offered === 0;
      const everything = number === 0 ? `Actions for all ${noun(Number(region.dataset.total))}` : null;
      menu.querySelector("summary span").textContent = everything || `Actions for ${grouped(number)} selected ${number === 1 ? one : many}`;
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
    stores.set(region.id, { ...nothing(), total: store(region.id).total });
    show(region);
  }

  /* The server says "selection-clear" after a bulk action was done. */
  document.addEventListener("selection-clear", () => {
    for (const region of regions()) clear(region);
  });

  const showAll = () => regions().forEach(show);
  window.Hashmend.after(showAll);
  document.addEventListener("live-refreshed", showAll);
})();
