/* What htmx does is seen and heard: errors in words with a retry, notices, requests named by the page. The only file with htmx event names. */
(() => {
  const notices = () => document.getElementById("notices");

  const say = (sentence, tone = "danger", retry = null, link = null) => {
    const box = document.createElement("div");
    box.className = `alert notice notice-${tone}`;
    box.dataset.notice = "";
    const words = document.createElement("div");
    words.className = "notice-words";
    const text = document.createElement("p");
    text.textContent = sentence;
    words.append(text);
    if (link) {
      const anchor = document.createElement("a");
      Object.assign(anchor, { href: link.href, textContent: link.text, target: "_blank", className: "btn btn-sm" });
      words.append(anchor);
    }
    if (retry) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn btn-sm", textContent: "Try again" });
      button.addEventListener("click", () => {
        box.remove();
        retry();
      });
      words.append(button);
    }
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "notice-close", textContent: "×" });
    close.setAttribute("aria-label", "Dismiss");
    close.dataset.noticeClose = "";
    box.append(words, close);
    notices()?.append(box);
    return box;
  };

  const again = (detail) => () => {
    const { verb, path, target } = detail.requestConfig;
    const source = detail.requestConfig.elt;
    window.htmx.ajax(verb, path, source.isConnected ? { source, target } : { target });
  };

  const WORDS = {
    0: "The server did not answer. Check the connection; what you typed is still here.",
    401: "You were signed out. Sign in again in the new tab, then try again here; nothing you typed is lost.",
    403: "You may not do this. Nothing was changed.",
    404: "This is no longer here. Nothing was changed; reload the page.",
    413: "This is larger than the server accepts. Nothing was saved.",
    422: "What you sent before was not accepted. Nothing was changed; go back to it and try again.",
    429: "Too many requests at once. Wait a moment and try again.",
    503: "The server is busy or being updated. Nothing was changed; try again in a moment.",
  };

  /* What came of a request that failed, in words; status 0: there was no answer. */
  const sayFailed = (status, retry) => {
    const words = WORDS[status] || "Something went wrong on the server. Nothing was changed.";
    const link = status === 401 ? { href: "/sign-in/", text: "Sign in" } : null;
    return say(words, "danger", status === 403 || status === 404 ? null : retry, link);
  };

  document.addEventListener("htmx:responseError", ({ detail }) => sayFailed(detail.xhr.status, again(detail)));
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => sayFailed(0, again(detail)));
  }
  document.addEventListener("htmx:swapError", () => say("The answer could not be shown. Reload the page."));

  /* Who goes on before the answer came hears it all the same: the form is gone, what it says and brings about is not. */
  const hear = (xhr) => {
    const part = document.createElement("template");
    part.innerHTML = xhr.responseText;
    const isNotice = xhr.getResponseHeader("HX-Retarget") === "#notices";
    const said = isNotice ? part.content.children : part.content.querySelectorAll("[hx-swap-oob='beforeend:#notices'] > *");
    if (!said.length && xhr.status >= 400) sayFailed(xhr.status);
    for (const notice of [...said]) {
      notices()?.append(notice);
      window.htmx.process(notice);
    }
    for (const name of Object.keys(JSON.parse(xhr.getResponseHeader("HX-Trigger-After-Settle") || "{}"))) {
      document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));
    }
  };
  const heard = new WeakSet();
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt, requestConfig } }) => {
    if (requestConfig.verb === "get" || heard.has(elt)) return;
    heard.add(elt);
    elt.addEventListener("htmx:beforeOnLoad", (event) => {
      if (elt.isConnected || event.detail.elt !== elt) return;
      event.preventDefault();
      hear(event.detail.xhr);
    });
  });

  /* A whole page never lands inside a part of one: a page we were sent to is opened, one that says why not takes the whole window. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (!event.detail.shouldSwap || target === document.body || !/^\s*<!doctype html/i.test(xhr.responseText)) return;
    if (xhr.status < 400) {
      event.detail.shouldSwap = false;
      window.location.assign(xhr.responseURL || window.location.href);
    } else {
      Object.assign(event.detail, { target: document.body, swapOverride: "innerHTML" });
    }
  });

  /* A strip that was scrolled sideways stays where it was when it is drawn again. */
  const strips = new Map();
  document.addEventListener("scroll", (event) => {
    if (event.target.dataset?.strip !== undefined) strips.set(event.target.id, event.target.scrollLeft);
  }, true);
  document.addEventListener("htmx:afterSwap", () => {
    for (const strip of document.querySelectorAll("[data-strip]")) {
      if (strips.get(strip.id)) strip.scrollLeft = strips.get(strip.id); /* setting it lays the whole page out at once */
    }
  });

  /* htmx says goodbye to every element of what it replaced, with two events each: tables and charts go as a whole. */
  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (!event.target.matches?.("[data-list]")) return;
    for (const rows of event.target.querySelectorAll("tbody, figure")) rows.replaceChildren();
  });

  /* Signing in again gives a new token: a page that stayed open sends the present one. */
  const presentToken = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  document.addEventListener("htmx:configRequest", (event) => {
    const token = presentToken();
    if (!token || event.detail.verb === "get") return;
    event.detail.headers["X-CSRFToken"] = token;
    if (event.detail.formData.has("csrfmiddlewaretoken")) event.detail.formData.set("csrfmiddlewaretoken", token);
  });

  /* A link that asks for a part still opens a new tab with Ctrl; the link of a chart (SVG) must not also be followed. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[hx-get]");
    if (!link) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) event.stopImmediatePropagation();
    else if (link instanceof SVGElement) event.preventDefault();
  }, true);

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-notice-close]");
    if (close) close.closest("[data-notice]").remove();
  });

  /* What the page asks for now: whoever changes it otherwise waits, for htmx forgets what is on its way into a part that is
     processed anew, and an older answer could then come after a newer one. */
  const asked = new Set();
  document.addEventListener("htmx:beforeSend", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.verb !== "get") return;
    asked.add(xhr);
    xhr.addEventListener("loadend", () => asked.delete(xhr));
  });
  const answered = async () => {
    while (asked.size) await new Promise((go) => [...asked][0].addEventListener("loadend", go));
  };

  /* For the other files: before(work) runs before every swap with what will go, after(work) at the start and after every swap with the new part. */
  window.Hashmend = {
    say,
    sayFailed,
    presentToken,
    after(work) {
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => work(document));
      else work(document);
      document.addEventListener("htmx:afterSettle", (event) => work(event.target));
    },
    before(work) {
      document.addEventListener("htmx:beforeSwap", (event) => work(event.detail.target));
    },
    onRequest(work) {
      document.addEventListener("htmx:configRequest", (event) => work(event.detail.elt, event.detail));
    },
    onFinish(work) {
      document.addEventListener("htmx:afterRequest", (event) => work(event.detail.elt, event.detail));
    },
    answered,
    process(part) {
      window.htmx.process(part);
    },
    ajax(verb, path, options) {
      return window.htmx.ajax(verb, path, options);
    },
  };
})();
