/* Scans back to back: each is taken from the field at once, sent after the one before it, and answered with a line on top.
   data-scan-carries names a hidden field that one answer fills for the next scan: a position that waits for its machine. */
(() => {
  const form = document.querySelector("[data-scan-queue]");
  if (!form) return;
  const lines = document.querySelector(form.dataset.scanQueue);
  const waiting = [];
  let isSending = false;

  const line = (words, css) => {
    const item = document.createElement("li");
    item.className = `scan-line ${css}`;
    const text = document.createElement("p");
    text.textContent = words;
    item.append(text);
    return item;
  };

  const shown = (answer) => {
    const part = document.createElement("template");
    part.innerHTML = answer;
    return part.content.querySelector("li");
  };

  const carrier = form.elements[form.dataset.scanCarries];
  const carry = (item) => {
    if (!carrier) return;
    carrier.value = item.dataset.carried || "";
    const words = form.querySelector("[data-scan-carried]");
    words?.replaceChildren(item.dataset.carriedSays || words.dataset.scanNothing);
  };

  /* On a narrow screen the lines stand below the fields: what became of the last scan is said above them too. */
  const last = document.querySelector("[data-scan-last]");
  const say = (item) => {
    if (!last) return;
    const same = item.cloneNode(true);
    for (const button of same.querySelectorAll("button")) button.remove();
    last.replaceChildren(same);
  };

  const failed = (scan, why) => {
    const item = line(`${scan.words}: ${why}`, "is-wrong");
    const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: "Send again" });
    again.addEventListener("click", () => {
      item.replaceWith(scan.line);
      waiting.push(scan);
      send();
    });
    item.append(again);
    scan.line.replaceWith(item);
    say(item);
    window.Hashmend.beep(false);
  };

  async function send() {
    if (isSending) return;
    isSending = true;
    let to = "";
    while (waiting.length) {
      const scan = waiting.shift();
      if (carrier) scan.data.set(carrier.name, carrier.value);
      try {
        const answer = await fetch(form.action, { method: "POST", body: scan.data, headers: { "HX-Request": "true" }, redirect: "manual" });
        const item = answer.ok || answer.status === 409 ? shown(await answer.text()) : null;
        if (!item) {
          failed(scan, answer.status === 401 ? "not sent, you were signed out. Sign in in another tab, then send it again." : "not taken. Try again in a moment.");
          continue;
        }
        scan.line.replaceWith(item);
        say(item);
        carry(item);
        window.Hashmend.beep(item.dataset.sound === "ok");
        if (item.dataset.count) document.querySelector("[data-scan-count]").textContent = item.dataset.count;
        document.getElementById("quiet")?.replaceChildren(item.innerText);
        to = waiting.length ? "" : answer.headers.get("HX-Redirect");
      } catch {
        failed(scan, "not sent, the server did not answer.");
      }
    }
    isSending = false;
    if (to) window.location.assign(to);
    else if (form.dataset.scanDone) document.body.dispatchEvent(new CustomEvent(form.dataset.scanDone, { bubbles: true }));
  }

  const keeps = (field) => field.type === "hidden" || field.type === "checkbox" || (field.name === "model" && form.elements.keep_model?.checked);

  window.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const first = form.querySelector("[data-scan-focus]");
    const typed = [...form.querySelectorAll("[data-scan]")].map((field) => field.value.trim()).filter(Boolean);
    const others = [...form.elements].filter((field) => field.matches("input:not([type])") || field.type === "text");
    const words = typed[0] || others.map((field) => field.value.trim()).find(Boolean) || "";
    if (!words) return first.focus();
    const scan = { words, data: new FormData(form), line: line(`${words} …`, "is-waiting") };
    lines.prepend(scan.line);
    say(scan.line);
    document.querySelector("[data-scans-none]")?.remove();
    for (const field of others) if (!keeps(field)) field.value = "";
    first.focus();
    waiting.push(scan);
    send();
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (waiting.length || isSending) event.preventDefault();
  });
})();
