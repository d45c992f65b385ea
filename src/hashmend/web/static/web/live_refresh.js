/* Fetching the page anew and putting in what differs: selection, scroll, focus, open menus and whatever somebody types stay. */
(() => {
  const SAID_EVERY_MS = 5000;
  const MARKED_MS = 2000;
  const hasTick = (node) => node.matches("[data-tick], [data-tick-page], [data-which]");
  let swaps = 0;
  let held = false;
  let editorClosed = () => {};

  /* Parts that follow live: [data-live="name"] and lists; a part inside another goes with it. */
  const name = (part) => part.dataset.live || `list ${part.id}`;
  function parts(page) {
    const all = [...page.querySelectorAll("[data-live], [data-list]")];
    return new Map(all.filter((part) => !part.parentElement.closest("[data-live], [data-list]")).map((part) => [name(part), part]));
  }

  async function refresh(jobs) {
    const [href, before] = [location.href, swaps];
    const answer = await fetch(href.split("#")[0], { headers: { "X-Live": "1" }, signal: AbortSignal.timeout(20_000) });
    if (answer.redirected || [401, 403, 404, 405].includes(answer.status)) return "over";
    if (!answer.ok) throw new Error(`Status ${answer.status}`);
    const text = await answer.text();
    await window.Hashmend.answered();
    if (before !== swaps || href !== location.href) return "again";
    return put(new DOMParser().parseFromString(text, "text/html"), jobs);
  }

  function put(page, jobs) {
    const fresh = parts(page);
    const seen = { changed: [], left: 0, messages: -messagesOfOthers(), jobs };
    held = false;
    for (const [key, part] of parts(document)) {
      if (!fresh.has(key)) continue;
      const place = placeOfFocus(part);
      seen.left += fewerRows(part, fresh.get(key));
      morph(part, fresh.get(key), callbacks(seen));
      window.Hashmend.process(part);
      place?.();
    }
    document.dispatchEvent(new CustomEvent("live-refreshed"));
    seen.messages += messagesOfOthers();
    show(seen);
    return seen.messages ? "read" : "done";
  }

  const morph = (old, fresh, work) => window.Idiomorph.morph(old, fresh, { ignoreActiveValue: true, callbacks: work });

  /* Rows have names: pairing them by name alone takes a twentieth of the time that a table of 1,500 takes otherwise. */
  function pairRows(old, fresh, work) {
    const before = new Map([...old.rows].map((row) => [row.id, row]));
    let next = old.firstElementChild;
    for (const row of [...fresh.rows]) {
      const known = before.get(row.id);
      before.delete(row.id);
      if (known && known === next) next = next.nextElementSibling;
      else if (known) (old.moveBefore || old.insertBefore).call(old, known, next);
      else work.afterNodeAdded(old.insertBefore(document.importNode(row, true), next));
      if (known && !known.isEqualNode(row)) morph(known, row, work);
    }
    for (const row of before.values()) if (work.beforeNodeRemoved(row)) row.remove();
  }
  const haveNames = (body) => body.rows.length > 0 && [...body.rows].every((row) => row.id);

  /* How many rows left: of the whole list, since those of a page also move up from the next one. */
  function fewerRows(old, fresh) {
    const counts = [old, fresh].map((part) => Number(part.dataset.count || part.querySelector("[data-list]")?.dataset.count || 0));
    return Math.max(0, counts[0] - counts[1]);
  }

  const messagesOfOthers = () => document.querySelectorAll("[data-thread] .said:not(.said-mine)").length;

  const isTyped = (node) => node.matches("textarea, select, input:not([type=hidden], [type=checkbox], [type=radio], [type=submit])");

  function isTouched(control) {
    if (!control.matches("input, textarea, select") || control.type === "hidden" || hasTick(control)) return false;
    if (control === document.activeElement) return true;
    if (control.matches("[type=checkbox], [type=radio]")) return control.checked !== control.defaultChecked;
    if (!control.matches("select")) return control.value !== control.defaultValue;
    const given = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(given, 0);
  }

  const isEdited = (node) => node.matches("[data-in-place]") || node.querySelector("[data-in-place]") !== null;
  const isHeld = (node) => isEdited(node) || [node, ...node.querySelectorAll("textarea, select, input")].some((one) => isTyped(one) && isTouched(one));

  function callbacks(seen) {
    const work = {
      beforeNodeMorphed(old, fresh) {
        if (!(old instanceof Element)) return true;
        if (old.isEqualNode(fresh)) return false;
        if (old.matches("dialog, [data-live-stays]") || isTouched(old)) return false;
        /* Of what has the focus idiomorph leaves the content alone: of a field rightly, of a link or a button not. */
        if (old === document.activeElement && old.matches("a, button, summary")) {
          old.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
        }
        if (old.matches("tbody") && haveNames(old) && haveNames(fresh)) {
          pairRows(old, fresh, work);
          return false;
        }
        if (old.matches("tr, [data-in-place], .status-cell") && isEdited(old)) {
          held = true;
          return false;
        }
        if (old.matches("tr[id]") && words(old) !== words(fresh)) seen.changed.push(old);
        return true;
      },
      beforeNodeRemoved(node) {
        if (!(node instanceof Element)) return true;
        if (node.matches("[data-live-stays]")) return false;
        if (!isHeld(node)) return true;
        held = true;
        return false;
      },
      afterNodeAdded(node) {
        if (node instanceof Element && node.matches("tr[id]") && concerns(node, seen.jobs)) seen.changed.push(node);
      },
      beforeAttributeUpdated(attribute, node) {
        if (attribute === "open" || attribute === "data-announced" || attribute === "data-at-newest") return false;
        return !(attribute === "class" && node.matches("tr.is-changed, tr.is-selected, .is-open"));
      },
    };
    return work;
  }

  const concerns = (row, jobs) => jobs === null || jobs.includes(Number(row.id.split("-").pop()));

  /* What a row says, without how long ago. */
  function words(row) {
    const copy = row.cloneNode(true);
    for (const time of copy.querySelectorAll("time")) time.replaceWith(time.getAttribute("datetime") || "");
    const named = [...copy.querySelectorAll("[aria-label]")].map((one) => one.getAttribute("aria-label"));
    return `${copy.textContent} ${named.join()}`;
  }

  /* Returns what gives the focus back when its row went: to the same place of the table, else to what is marked for it. */
  function placeOfFocus(part) {
    const active = document.activeElement;
    if (!part.contains(active)) return null;
    const row = active.closest("tr[id]");
    const at = row ? [...row.parentElement.children].indexOf(row) : -1;
    const body = row?.parentElement;
    return () => {
      if (document.activeElement !== document.body || active.isConnected) return;
      const near = body?.children[Math.min(at, body.children.length - 1)];
      (near?.querySelector("a, button, input") || part.querySelector("[data-takes-focus]") || part.querySelector("a, button"))?.focus({ preventScroll: true });
    };
  }

  function show(seen) {
    const rows = seen.changed.filter((row) => row.isConnected);
    for (const row of rows) row.classList.add("is-changed");
    setTimeout(() => rows.forEach((row) => row.classList.remove("is-changed")), MARKED_MS);
    if (seen.messages) checked(`${seen.messages} new ${seen.messages === 1 ? "message" : "messages"}.`);
    const list = rows[0]?.closest("[data-list]") || document.querySelector("[data-list]");
    const noun = (count) => (list ? `${count} ${count === 1 ? list.dataset.one : list.dataset.many}` : `${count} rows`);
    for (const row of rows) said.changed.add(row.id);
    said.left += seen.left;
    said.noun = noun;
    if (said.changed.size || said.left) sayLater();
  }

  const checked = (sentence) => document.getElementById("checked")?.replaceChildren(sentence);

  /* What changed is said politely, and at most every five seconds. */
  const said = { changed: new Set(), left: 0, noun: null, at: -Infinity, timer: 0 };
  function sayLater() {
    said.timer ||= setTimeout(say, Math.max(0, said.at + SAID_EVERY_MS - performance.now()));
  }
  function say() {
    const sentences = [];
    if (said.changed.size) sentences.push(`${said.noun(said.changed.size)} changed.`);
    if (said.left) sentences.push(`${said.noun(said.left)} no longer in this list.`);
    document.getElementById("quiet")?.replaceChildren(sentences.join(" "));
    Object.assign(said, { changed: new Set(), left: 0, at: performance.now(), timer: 0 });
  }

  window.Hashmend.after((part) => {
    swaps += 1;
    if (part === document || !held || document.querySelector("[data-live] [data-in-place], [data-list] [data-in-place]")) return;
    held = false;
    editorClosed();
  });
  Object.assign(window.Hashmend, {
    refresh,
    onEditorClosed(work) {
      editorClosed = work;
    },
  });
})();
