/* Lists in sight: heads and bars that stay, tables wider than the window, long pages of light rows, scroll kept over a refresh. */
(() => {
  const regions = () => document.querySelectorAll("[data-list]");
  const LIKE = 40;
  const NEARLY = 1.03;

  /* What is found out is noted on the card: it stays when the list in it is swapped or fetched anew. Noting what is
     noted already would make the browser find the style of every row again. */
  const cardOf = (inside) => inside.closest(".list-card") || document.body;
  const setOnce = (style, name, value) => style.getPropertyValue(name) === value || style.setProperty(name, value);
  const note = (inside, name, value) => setOnce(cardOf(inside).style, name, value);

  /* The bar and the head of the table stay at the top: what gets the focus must not hide behind them. */
  function standBelow(region) {
    const bar = region.querySelector("[data-bulk]");
    const head = region.querySelector(".list-table > thead");
    if (!bar || !head) return;
    const height = Math.round(bar.getBoundingClientRect().height);
    const headHeight = Math.round(head.getBoundingClientRect().height);
    note(region, "--list-bar", `${height}px`);
    note(region, "--list-head", `${headHeight}px`);
    setOnce(document.documentElement.style, "scroll-padding-top", `${height + headHeight + 8}px`);
  }

  /* A table that fits scrolls with the page, its head below the bar; a wider one scrolls in a region of its own. */
  function fit(region) {
    const scroll = region.querySelector(".list-scroll");
    if (!scroll) return;
    const table = scroll.querySelector("table");
    if (table.matches(".is-long")) measureOnceOrLater(scroll, table);
    const fits = table.scrollWidth <= scroll.offsetWidth + 1;
    const { classList } = cardOf(region);
    classList.toggle("fits", fits);
    classList.toggle("is-wide", !fits);
  }

  /* Rows that take the place of others of the same columns stand in their widths at once, and get their own when
     nothing else came after them for a while. */
  const MEASURED_AFTER_MS = 500;
  const measured = new WeakMap();
  const later = new WeakMap();
  function measureOnceOrLater(scroll, table) {
    const [card, heads] = [cardOf(scroll), [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim())];
    const now = `${scroll.clientWidth} ${heads.join()}`;
    clearTimeout(later.get(card));
    if (measured.get(card) !== now) measure(scroll, table);
    else later.set(card, setTimeout(() => scroll.isConnected && measure(scroll, table), MEASURED_AFTER_MS));
    measured.set(card, now);
  }

  /* The rows of a long page know nothing of each other: their columns get the widths that some of them take together. */
  function measure(scroll, table) {
    if (getComputedStyle(table.tHead).display === "none" || !scroll.clientWidth) return;
    const sample = table.cloneNode(false);
    sample.classList.remove("is-long");
    sample.classList.add("is-sample");
    sample.append(table.tHead.cloneNode(true), document.createElement("tbody"));
    const rows = table.tBodies[0].rows;
    const step = Math.max(1, Math.floor(rows.length / LIKE));
    for (let at = 0; at < rows.length; at += step) sample.tBodies[0].append(rows[at].cloneNode(true));
    for (const named of sample.querySelectorAll("[id], [name], [form]")) for (const name of ["id", "name", "form"]) named.removeAttribute(name);
    const box = document.createElement("div");
    box.className = "list-sample";
    box.inert = true;
    box.append(sample);
    scroll.append(box);
    const widths = [...sample.tHead.rows[0].cells].map((cell) => cell.getBoundingClientRect().width);
    const whole = Math.floor(widths.reduce((sum, width) => sum + width, 0));
    box.remove();
    const fits = whole <= scroll.clientWidth * NEARLY;
    note(scroll, "--list-columns", widths.map((width) => `minmax(${fits ? 0 : Math.floor(width)}px, ${width}fr)`).join(" "));
    note(scroll, "--list-width", fits ? "0" : `${whole}px`);
  }

  const widths = new WeakMap();
  const watched = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const region = target.isConnected && target.closest("[data-list]");
      if (!region) continue;
      if (target.matches("[data-bulk]")) standBelow(region);
      else if (widths.get(target) !== target.clientWidth) {
        widths.set(target, target.clientWidth);
        fit(region);
        standBelow(region);
      }
    }
  });

  /* A refresh of what is shown keeps the place in a region that scrolls by itself. */
  const places = new Map();
  window.Hashmend.before((target) => {
    const scroll = target.matches?.("[data-list]") && target.querySelector(".list-scroll");
    if (scroll) places.set(target.id, { query: target.dataset.at, top: scroll.scrollTop, left: scroll.scrollLeft });
  });

  window.Hashmend.after(() => {
    for (const region of regions()) {
      const scroll = region.querySelector(".list-scroll");
      if (!scroll || widths.has(scroll)) continue;
      widths.set(scroll, scroll.clientWidth);
      fit(region);
      standBelow(region);
      watched.observe(scroll);
      const bar = region.querySelector("[data-bulk]");
      if (bar) watched.observe(bar);
      const place = places.get(region.id);
      if (place) {
        scroll.scrollLeft = place.left;
        if (place.query === region.dataset.at) scroll.scrollTop = place.top;
      }
      places.delete(region.id);
    }
  });
})();
