/* The Miner repairs page: a saved form counts as saved, letters do what the list of keys says, and a label that is scanned
   outside a field goes to the scan field. */
(() => {
  const OFF = "keys-off";
  const isOff = () => localStorage.getItem(OFF) === "yes";
  const typing = (target) =>
    target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"]):not([type="radio"])');

  /* Letters act again from here: the chosen line of the index of parts. */
  const toIndex = () => document.querySelector("[data-index-line][aria-current]")?.focus({ preventScroll: true });
  document.addEventListener("live-refreshed", () => {
    if (document.activeElement === document.body) toIndex();
  });

  window.Hashmend.onFinish((element, detail) => {
    const form = element.closest("form[data-verb]");
    const { status } = detail.xhr;
    if (!form || status === 422 || !status) return;
    const isDone = status < 300;
    /* What was refused is scanned over, not appended to. */
    if (!isDone && form.contains(document.activeElement) && document.activeElement.matches("[data-scan]")) document.activeElement.select();
    if (isDone && form.dataset.verb === "add") form.reset();
    if (isDone && "thenFirst" in form.dataset && form.contains(document.activeElement)) form.querySelector(".form-control").focus();
    /* Another part is in the slot now, or none: what was typed for the one before is of no use any more. */
    if (isDone && form.dataset.verb === "move") for (const one of document.querySelectorAll("#panel form")) one.reset();
    /* A test that has ended takes no more readings. */
    if (isDone && form.dataset.verb === "end") for (const one of document.querySelectorAll("#stress form")) one.reset();
    if (isDone && (form.dataset.verb === "move" || "thenIndex" in form.dataset)) toIndex();
    for (const control of form.elements) {
      const isTick = control.matches("[type=checkbox], [type=radio]");
      if (isDone && isTick) control.defaultChecked = control.checked;
      else if (isTick && form.dataset.verb === "set") control.checked = control.defaultChecked;
      else if (isDone && control.matches("select")) for (const option of control.options) option.defaultSelected = option.selected;
      else if (isDone && control.matches("input:not([type=file]), textarea")) control.defaultValue = control.value;
    }
  });

  /* A link that leads to something folded opens it. */
  document.addEventListener("click", (event) => {
    const folded = document.getElementById(event.target.closest?.("[data-unfolds]")?.dataset.unfolds);
    if (folded) folded.open = true;
  });

  /* On a narrow screen the panel stands below the index: choosing a part shows it. */
  window.Hashmend.after((part) => {
    const panel = part.querySelector?.("#panel");
    if (part === document || part.id !== "bench" || !panel) return;
    if (panel.getBoundingClientRect().top > window.innerHeight / 2) panel.scrollIntoView({ block: "start" });
  });

  /* ---- Keys ---- */

  /* The line whose part is being fetched: n and p count from there, any other key and a scanned label wait and are for that
     part. Once one waits, n and p wait behind it: fetching yet another part would give up the one that it is for. */
  let aim = null;
  let kept = [];
  document.addEventListener("click", (event) => {
    const line = event.target.closest?.("[data-index-line]");
    if (line && !event.ctrlKey && !event.metaKey && !event.shiftKey) aim = line.id;
  });
  window.Hashmend.onFinish((element, detail) => {
    if (element.id === aim && !detail.successful) [aim, kept] = [null, []];
  });
  window.Hashmend.after((part) => {
    const line = aim && document.getElementById(aim);
    if (part.id !== "bench" || (line && !line.hasAttribute("aria-current"))) return;
    aim = null;
    for (const one of kept.splice(0)) typeof one === "string" ? act(one) : scanned(...one);
  });

  function step(by) {
    const lines = [...document.querySelectorAll("[data-index-line]")];
    const at = lines.findIndex((line) => (aim ? line.id === aim : line.hasAttribute("aria-current")));
    const next = lines[Math.min(lines.length - 1, Math.max(0, at + by))];
    next?.focus({ preventScroll: true });
    next?.click();
  }

  function press(marked) {
    const element = marked.querySelector("summary") || marked;
    element.focus();
    if (element.matches("input, textarea, select")) element.select?.();
    else element.click();
  }

  function help() {
    const dialog = document.getElementById("bench-keys");
    const list = dialog.querySelector("[data-bench-keys-list]");
    for (const old of list.querySelectorAll("[data-from-page]")) old.remove();
    const seen = new Set();
    for (const one of document.querySelectorAll("[data-key][data-key-says]")) {
      if (seen.has(one.dataset.key)) continue;
      seen.add(one.dataset.key);
      const [line, key, letter, words] = ["div", "dt", "kbd", "dd"].map((tag) => document.createElement(tag));
      line.dataset.fromPage = "";
      letter.textContent = one.dataset.key;
      words.textContent = one.dataset.keySays;
      key.append(letter);
      line.append(key, words);
      list.append(line);
    }
    dialog.querySelector("[data-keys-switch]").checked = !isOff();
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-bench-keys]")) help();
  });

  function act(key) {
    if (aim && key !== "?" && (kept.length || !"np".includes(key))) {
      kept.push(key);
      return;
    }
    const menu = document.querySelector("#bench details[data-menu][open]");
    if (menu && /^[0-9]$/.test(key)) {
      const choice = menu.querySelectorAll("[data-menu-key]")[(Number(key) + 9) % 10];
      choice?.click();
      return;
    }
    const marked = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (key === "n" || key === "p") step(key === "n" ? 1 : -1);
    else if (key === "?") help();
    else if (key === "u") [...document.querySelectorAll("#notices [data-notice] form button")].pop()?.click();
    else if (marked) press(marked);
  }

  /* ---- A scanner types faster than anybody, and ends with Enter ---- */
  const QUICK_MS = 100;
  const SURE_MS = 400;
  const SHORTEST_LABEL = 4;
  let burst = "";
  let timer = 0;
  let last = 0;
  const pause = () => (burst.length < SHORTEST_LABEL - 1 ? QUICK_MS : SURE_MS);

  function over() {
    clearTimeout(timer);
    const letters = burst;
    burst = "";
    /* One key pressed again and again is no label. */
    if (letters.length >= SHORTEST_LABEL && new Set(letters).size > 1) scanned(letters, false);
    else if (!isOff()) for (const letter of letters) act(letter);
  }

  /* A control board brings more labels: its number goes into its own form, which asks for them. */
  function scanned(label, isWhole) {
    if (aim) {
      kept.push([label, isWhole]);
      return;
    }
    const field = document.querySelector("#panel [data-loose-scan]") || document.querySelector("[data-loose-scan]");
    if (!field) return;
    field.value = label;
    field.focus();
    if (isWhole) field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  }

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!(target instanceof Element) || document.querySelector("dialog[open]")) return;
    if (typing(target)) {
      if (key === "Escape" && target.closest("#bench")) toIndex();
      return;
    }
    /* A device that hung hands over all keys at once: when they were pressed tells what belongs together. */
    if (burst && event.timeStamp - last > pause()) over();
    last = event.timeStamp;
    if ((key === "Enter" || key === "Tab") && burst.length >= SHORTEST_LABEL) {
      clearTimeout(timer);
      const label = burst;
      burst = "";
      event.preventDefault();
      scanned(label, true);
    } else if (key.length === 1 && key !== " ") {
      if (!isOff()) event.preventDefault();
      if (event.repeat) {
        if (!isOff()) act(key);
        return;
      }
      clearTimeout(timer);
      burst += key;
      timer = setTimeout(over, pause());
    }
  });
})();
