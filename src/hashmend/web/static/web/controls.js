/* Menus, the sidebar on a phone, dialogs, copy buttons, galleries. Each works without scripts in a plainer way. */
(() => {
  const openMenus = () => document.querySelectorAll("details[data-menu][open]");
  const items = (menu) => [...menu.querySelectorAll(".menu-items a, .menu-items button, .menu-items input")];

  for (const tab of document.querySelectorAll(".tabs .active")) {
    const strip = tab.closest(".tabs");
    strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  }

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      const acted = event.target.closest(".menu-items a, .menu-items button");
      const back = () => menu.querySelector("summary").focus();
      /* Which button sends a form is forgotten when the focus leaves that button: it goes back once the form is sent. */
      if (acted && menu.contains(acted)) acted.form ? setTimeout(back) : back();
      if (acted || !menu.contains(event.target)) menu.open = false;
    }
    const toggle = event.target.closest("[data-sidebar-toggle]");
    if (toggle) {
      event.preventDefault();
      const open = document.getElementById("sidebar").classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy);
    const closer = event.target.closest("[data-dialog-close]");
    if (closer && closer.closest("dialog")) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest("details[data-menu]");
    if (!menu) return;
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.target.matches('input:not([type="checkbox"])')) return;
    event.preventDefault();
    menu.open = true;
    const all = items(menu);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = all.indexOf(document.activeElement);
    all[(at === -1 && step === -1 ? all.length - 1 : at + step + all.length) % all.length]?.focus();
  });

  /* What somebody unfolded stays so: a cookie tells the server, which draws it open the next time. */
  document.addEventListener("toggle", (event) => {
    const name = event.target.dataset?.kept;
    if (name) document.cookie = `kept-${name}=${event.target.open ? "open" : "folded"}; path=/; max-age=31536000; samesite=lax`;
  }, true);

  async function copyText(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "visually-hidden";
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.classList.add("is-copied");
    document.getElementById("quiet")?.replaceChildren(`Copied ${text}`);
    setTimeout(() => button.classList.remove("is-copied"), 1500);
  }

  /* <dialog data-open> that arrives in the page opens at once and gives the focus back when it closes. */
  window.Hashmend.after((part) => {
    const scope = part.parentElement || part;
    for (const dialog of scope.querySelectorAll("dialog[data-open]:not([open])")) {
      const opener = document.activeElement;
      dialog.addEventListener("close", () => {
        dialog.remove();
        if (opener && opener.isConnected) opener.focus();
      });
      dialog.showModal();
      dialog.querySelector("[autofocus]")?.focus();
    }
  });

  /* The dialog may have gone when the second click of a double click comes: what lies there now is not what was meant. */
  let pressedIn = null;
  const isLeftOver = (event) => event.detail > 1 && pressedIn && !(pressedIn.isConnected && pressedIn.open);
  document.addEventListener("mousedown", (event) => {
    if (event.detail < 2) pressedIn = event.target.closest("dialog");
    else if (isLeftOver(event)) event.preventDefault(); /* the focus stays where it is */
  }, true);
  document.addEventListener("click", (event) => {
    if (!isLeftOver(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  /* data-confirm="What will happen" asks before a form is sent; the verb stands on the button. */
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const question = button?.dataset.confirm || event.target.dataset.confirm;
    if (!question || event.target.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    const words = document.createElement("p");
    words.textContent = question;
    const bar = document.createElement("div");
    bar.className = "dialog-actions";
    const keep = Object.assign(document.createElement("button"), { className: "btn", textContent: "Keep as it is", type: "button" });
    const verb = Object.assign(document.createElement("button"), { className: "btn btn-danger", type: "button" });
    verb.textContent = button?.dataset.confirmVerb || event.target.dataset.confirmVerb || button?.textContent.trim() || "Go on";
    keep.addEventListener("click", () => dialog.close());
    verb.addEventListener("click", () => {
      event.target.dataset.confirmed = "yes";
      dialog.close();
      event.target.requestSubmit(button);
      delete event.target.dataset.confirmed;
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      button?.focus();
    });
    bar.append(keep, verb);
    dialog.append(words, bar);
    document.body.append(dialog);
    dialog.showModal();
    keep.focus();
  }, true);

  /* Photos: large in a dialog, arrow keys to the next one. Without scripts the link opens the picture. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-gallery] a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const links = [...link.closest("[data-gallery]").querySelectorAll("a")];
    let at = links.indexOf(link);
    const dialog = document.createElement("dialog");
    dialog.className = "dialog dialog-picture";
    dialog.innerHTML =
      '<figure><img alt=""><figcaption></figcaption></figure><div class="dialog-actions">' +
      '<button type="button" class="btn" data-step="-1">Previous</button><span></span>' +
      '<button type="button" class="btn" data-step="1">Next</button><button type="button" class="btn" data-dialog-close>Close</button></div>';
    const show = (step) => {
      at = (at + step + links.length) % links.length;
      const image = dialog.querySelector("img");
      image.src = links[at].href;
      image.alt = links[at].querySelector("img").alt;
      dialog.querySelector("figcaption").textContent = links[at].dataset.caption || image.alt;
      dialog.querySelector("span").textContent = `${at + 1} of ${links.length}`;
    };
    dialog.addEventListener("click", (inner) => {
      const button = inner.target.closest("[data-step]");
      if (button) show(Number(button.dataset.step));
    });
    dialog.addEventListener("keydown", (key) => {
      if (key.key === "ArrowRight") show(1);
      if (key.key === "ArrowLeft") show(-1);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    document.body.append(dialog);
    show(0);
    dialog.showModal();
  });

  /* data-print: the page on paper. */
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
