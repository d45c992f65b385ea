/* What somebody types in a dialog while its preview is being fetched is still there afterwards, and is asked about anew. */
(() => {
  let typed = new Map();

  document.addEventListener("input", (event) => {
    if (event.target.id && event.target.matches("#bulk-form input:not([type=radio], [type=checkbox]), #bulk-form textarea")) {
      typed.set(event.target.id, event.target.value);
    }
  });

  window.Hashmend.after(() => {
    if (!document.getElementById("bulk-form")) typed = new Map();
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (!field || field.type === "hidden" || field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
})();
