/* Keys of a list: j and k go through the rows, Enter opens, x selects, / searches, ? shows them all. Never while somebody types. */
(() => {
  const OFF = "keys-off";
  const current = new Map();

  const isOff = () => localStorage.getItem(OFF) === "yes";
  const typing = (target) =>
    target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"]):not([type="radio"])');
  const inAnother = (target) => target.closest("dialog, details[open]") || document.querySelector("dialog[open]");

  /* The list that has the focus, else the first one on the page. */
  function listAt(target) {
    return target.closest?.("[data-list]") || target.closest?.(".list-card")?.querySelector("[data-list]") || document.querySelector("[data-list]");
  }
  const rowsOf = (region) => [...region.querySelectorAll(".list-table > tbody > tr")];
  const holds = (row) => row.querySelector(".row-link") || row.querySelector("[data-tick], a, button") || row;

  function go(row, region) {
    current.set(region.id, row.id);
    const place = holds(row);
    if (place === row) row.tabIndex = -1;
    place.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  /* Where one is: the row with the focus, else the one that had it last, if it is still there. */
  function here(region, target) {
    const row = target.closest?.(".list-table > tbody > tr");
    if (row && region.contains(row)) return row;
    const last = current.has(region.id) && document.getElementById(current.get(region.id));
    return last && region.contains(last) ? last : null;
  }

  function step(region, target, by) {
    const rows = rowsOf(region);
    if (!rows.length) return;
    const at = rows.indexOf(here(region, target));
    if (at >= 0) go(rows[Math.min(rows.length - 1, Math.max(0, at + by))], region);
    else go(rows.find((row) => row.getBoundingClientRect().bottom > top(region)) || rows[0], region);
  }
  const top = (region) => region.querySelector("[data-bulk]").getBoundingClientRect().bottom;

  const press = (element) => {
    element?.focus({ preventScroll: true });
    element?.click();
    return Boolean(element);
  };

  const KEYS = {
    j: (region, target) => step(region, target, 1),
    k: (region, target) => step(region, target, -1),
    x(region, target, event) {
      const tick = here(region, target)?.querySelector("[data-tick]");
      tick?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
    },
    n: (region) => turn(region, "next"),
    p: (region) => turn(region, "prev"),
    "/"(region) {
      const field = region.closest(".list-card")?.querySelector("[data-list-search]");
      field?.focus();
      field?.select();
    },
    "?"(region) {
      region.closest(".list-card")?.querySelector("[data-keys-help]")?.click();
    },
  };

  function turn(region, way) {
    const link = region.querySelector(`a[rel="${way}"]`);
    if (!link) return;
    current.delete(region.id);
    turned = region.id;
    link.click();
  }
  let turned = null;

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!(target instanceof Element)) return;
    const leaves = key === "Escape" && target.matches("[data-list-search]") && !target.value;
    if ((typing(target) && !leaves) || inAnother(target)) return;
    const region = listAt(target);
    if (!region) return;
    if (leaves) {
      step(region, target, 0);
      return;
    }
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!target.closest(".list-table > tbody > tr") || target.matches("select, input[type=radio]")) return;
      event.preventDefault();
      step(region, target, key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (isOff()) return;
    const name = event.shiftKey && key === "X" ? "x" : key;
    const work = KEYS[name];
    if (work) {
      event.preventDefault();
      work(region, target, event);
    } else if (name.length === 1 && region.closest(".list-card")?.querySelector("[data-row-keys]")?.dataset.rowKeys.includes(name)) {
      event.preventDefault();
      const row = here(region, target);
      if (row && !press(row.querySelector(`[data-row-key="${CSS.escape(name)}"]`))) {
        document.getElementById("quiet")?.replaceChildren("This row cannot be changed here.");
      }
    }
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(".list-table > tbody > tr");
    const region = row?.closest("[data-list]");
    if (region) current.set(region.id, row.id);
  });

  /* The list of keys, with the switch for those whose keyboard or voice types letters by itself. */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-keys-help]");
    if (!opener) return;
    const dialog = document.getElementById(opener.dataset.keysHelp);
    dialog.querySelector("[data-keys-switch]").checked = !isOff();
    const before = document.activeElement;
    const back = () => { /* the rows may have been drawn again meanwhile */
      const row = before?.isConnected ? null : here(listAt(opener), document.body);
      (row ? holds(row) : before)?.focus({ preventScroll: true });
    };
    dialog.addEventListener("close", back, { once: true });
    dialog.showModal();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });

  /* A refresh takes the row with the focus away and brings it back: so does this with the focus. */
  let lost = null;
  window.Hashmend.before((target) => {
    const row = target.contains(document.activeElement) && document.activeElement.closest(".list-table > tbody > tr");
    lost = row && holds(row) === document.activeElement ? row.id : null;
  });
  window.Hashmend.after(() => {
    const region = turned && document.getElementById(turned);
    const row = lost && document.getElementById(lost);
    if (region?.isConnected) {
      const first = rowsOf(region)[0];
      if (first && document.activeElement === document.body) go(first, region);
      turned = null;
    } else if (row && document.activeElement === document.body) holds(row).focus({ preventScroll: true });
    lost = null;
  });
})();
