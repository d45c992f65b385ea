/* A thread opens at its newest message; Ctrl+Enter sends; the field says how much room is left. */
(() => {
  window.Hashmend.after(() => {
    for (const thread of document.querySelectorAll("[data-thread]:not([data-at-newest])")) {
      thread.dataset.atNewest = "";
      thread.scrollTop = thread.scrollHeight;
    }
    for (const field of document.querySelectorAll("textarea[data-count]")) count(field);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (!event.target.matches("textarea[data-send-key]")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-count]")) count(event.target);
  });

  function count(field) {
    const most = Number(field.dataset.count);
    let words = field.parentElement.querySelector(".field-count");
    if (!words) {
      words = document.createElement("p");
      words.className = "field-count";
      field.after(words);
    }
    words.textContent = field.value.length > most * 0.8 ? `${most - field.value.length} characters left` : "";
  }
})();
