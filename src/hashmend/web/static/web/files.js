/* Files: drop them, see them before they are sent. Without scripts the plain file field does the work. */
(() => {
  const field = (drop) => drop.querySelector('input[type="file"]');

  const list = (drop) => {
    const shown = drop.querySelector("[data-drop-files]");
    for (const image of shown.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    shown.replaceChildren();
    for (const file of field(drop).files) {
      const item = document.createElement("li");
      if (file.type.startsWith("image/")) {
        const image = Object.assign(document.createElement("img"), { alt: "", src: URL.createObjectURL(file) });
        item.append(image);
      }
      const size = file.size < 1048576 ? `${Math.ceil(file.size / 1024)} kB` : `${(file.size / 1048576).toFixed(1)} MB`;
      item.append(`${file.name}, ${size}`);
      shown.append(item);
    }
  };

  document.addEventListener("change", (event) => {
    const drop = event.target.closest("[data-drop]");
    if (drop) list(drop);
  });
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      const drop = event.target.closest?.("[data-drop]");
      if (!drop) return;
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  document.addEventListener("dragleave", (event) => event.target.closest?.("[data-drop]")?.classList.remove("is-over"));
  document.addEventListener("drop", (event) => {
    const drop = event.target.closest?.("[data-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.classList.remove("is-over");
    const input = field(drop);
    const files = new DataTransfer();
    const dropped = [...event.dataTransfer.files];
    for (const file of input.multiple ? [...input.files, ...dropped] : dropped.slice(0, 1)) files.items.add(file);
    input.files = files.files;
    list(drop);
  });
})();
