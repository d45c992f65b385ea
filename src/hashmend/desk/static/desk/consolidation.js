/* Consolidation: a part is picked and its place chosen, by tap, drag or key; the server says what comes of it. */
(() => {
  const form = () => document.getElementById("consolidation");
  const places = () => [...(form()?.querySelectorAll("[data-place]") || [])];
  const say = (words) => {
    const said = document.getElementById("consolidation-said");
    if (said) said.textContent = words;
  };
  let picked = null;

  function release() {
    picked?.setAttribute("aria-pressed", "false");
    picked = null;
    form()?.classList.remove("is-picking");
    for (const place of places()) {
      delete place.dataset.fits;
      place.classList.remove("is-over");
    }
  }

  function pick(place) {
    release();
    if (!place.dataset.holds) {
      say("This place is empty: choose the part that goes there first.");
      return;
    }
    picked = place;
    place.setAttribute("aria-pressed", "true");
    form().classList.add("is-picking");
    for (const other of places()) {
      if (other !== place && other.dataset.kind === place.dataset.kind) other.dataset.fits = "";
    }
    place.scrollIntoView({ block: "nearest" });
    say(`${place.getAttribute("aria-label")}: picked. Choose the place it goes to; Escape lets it go.`);
  }

  function put(goal) {
    const [from, to] = [picked, goal].map((place) => document.getElementById(place.dataset.place));
    const part = from.value;
    release();
    if (![...to.options].some((option) => option.value === part)) return;
    /* Only the goal is changed: the server lets the part that is there take the place that becomes free. */
    to.value = part;
    arrange();
  }

  function arrange() {
    form().requestSubmit(form().querySelector("[data-check]"));
  }

  const chosen = (place) => {
    if (place === picked) release();
    else if (picked && place.dataset.fits !== undefined) put(place);
    else pick(place);
  };

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-place]");
    if (place) chosen(place);
    const back = event.target.closest("[data-go-back]");
    if (back && cameFrom(back)) {
      event.preventDefault();
      window.history.back();
    }
  });

  /* What has to be accepted is asked for where it stands. Required only now: arranging parts asks for nothing. */
  document.addEventListener("click", (event) => {
    const accept = document.getElementById("accept");
    if (!event.target.closest("#consolidation-save") || !accept || accept.checked) return;
    event.preventDefault();
    accept.required = true;
    accept.reportValidity();
    accept.required = false;
  });

  /* Going back brings filter and selection of the table along; a link would begin anew. */
  function cameFrom(link) {
    if (!document.referrer || window.history.length < 2) return false;
    const { origin, pathname } = new URL(document.referrer);
    return origin === window.location.origin && pathname === new URL(link.href).pathname;
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-arranges]")) arrange();
  });

  /* ---- Keys ---- */
  const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && picked) {
      const place = picked;
      release();
      place.focus();
      say("Let go.");
    }
    const here = event.target.closest?.("[data-place]");
    if (!here || !STEPS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [across, down] = STEPS[event.key];
    const column = places().filter((place) => place.dataset.column === here.dataset.column);
    const other = places().filter((place) => Number(place.dataset.column) === Number(here.dataset.column) + across);
    const at = column.indexOf(here);
    const next = across ? other[Math.min(at, other.length - 1)] : column[at + down];
    next?.focus();
  });

  /* ---- Drag ---- */
  document.addEventListener("dragstart", (event) => {
    const place = event.target.closest?.("[data-place]");
    if (!place) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", place.getAttribute("aria-label"));
    pick(place);
  });
  document.addEventListener("dragover", (event) => {
    const place = event.target.closest?.("[data-place][data-fits]");
    for (const other of places()) other.classList.toggle("is-over", other === place);
    if (place && picked) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const place = event.target.closest?.("[data-place][data-fits]");
    if (!place || !picked) return;
    event.preventDefault();
    put(place);
  });
  document.addEventListener("dragend", release);

  window.Hashmend.after((part) => {
    picked = null;
    if (part.id === "consolidation") say(part.dataset.said);
  });
})();
