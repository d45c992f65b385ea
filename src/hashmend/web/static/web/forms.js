/* Forms: sent once, and only to a server that will take them; errors found by focus. */
(() => {
  /* One effect for a double click, Enter held down, click and Enter: the second is swallowed while the first runs. */
  const working = new WeakMap();
  const begin = (form, button) => {
    working.set(form, Date.now());
    button?.classList.add("is-working");
    button?.setAttribute("aria-disabled", "true");
  };
  const end = (form) => {
    working.delete(form);
    for (const button of document.querySelectorAll(".is-working")) {
      if (button.form === form || form.contains(button)) {
        button.classList.remove("is-working");
        button.removeAttribute("aria-disabled");
      }
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form === answered) return;
    if (working.has(form) && Date.now() - working.get(form) < 30000) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    begin(form, event.submitter);
  }, true);

  /* A form that replaces the page would take what was typed with it when nobody is signed in any more or nobody answers:
     the server is asked first. htmx and the scans send without leaving the page, and have prevented this by now. */
  const ASKED_MS = 10_000;
  const here = document.body.dataset.here;
  let answered = null;
  let refusal = null;
  if (here) {
    document.addEventListener("submit", (event) => {
      const [form, button] = [event.target, event.submitter];
      if (event.defaultPrevented || form.method !== "post" || form === answered || form.matches("[data-unasked]")) return;
      event.preventDefault();
      ask(form, button);
    });
  }

  async function ask(form, button) {
    refusal?.remove();
    const status = await statusHere();
    if (![0, 401, 429].includes(status) && status < 500) return send(form, button);
    end(form);
    refusal = window.Hashmend.sayFailed(status, () => {
      button?.focus();
      again(form, button);
    });
  }

  async function statusHere() {
    try {
      /* Asked as htmx asks: the answer is 401 then, not the page to sign in. What stands before the server may still send us there. */
      const answer = await fetch(here, {
        headers: { "HX-Request": "true" }, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(ASKED_MS),
      });
      return answer.type === "opaqueredirect" ? 401 : answer.status;
    } catch {
      return 0;
    }
  }

  const again = (form, button) => form.requestSubmit(button?.isConnected ? button : null);

  function send(form, button) {
    const [field, token] = [form.querySelector("[name=csrfmiddlewaretoken]"), window.Hashmend.presentToken()];
    if (field && token) field.value = token;
    begin(form, button); /* the time in which a second press is swallowed begins now */
    answered = form;
    form.dataset.confirmed = "yes";
    again(form, button);
    delete form.dataset.confirmed;
    answered = null;
  }

  /* A page that comes back from the browser's memory is usable again. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) end(form);
  });
  window.Hashmend.onFinish((element) => {
    const form = element.form || element.closest?.("form");
    if (form) end(form);
  });

  /* The summary of errors gets the focus as soon as it is there. */
  window.Hashmend.after(() => {
    const summary = document.querySelector("[data-focus]:not([data-focused])");
    if (!summary) return;
    summary.dataset.focused = "";
    summary.focus();
  });

  /* Ctrl+Enter sends a form from its text area. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (event.target.matches("textarea")) event.target.form?.requestSubmit();
  });
})();
