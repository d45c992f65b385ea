/* Fields for a scanner, which is a keyboard that types fast and ends with Enter or Tab. */
(() => {
  const fields = (scope) => [...scope.querySelectorAll("[data-scan]")];

  /* Enter in a scan field goes to the next empty scan field of the form and sends from the last; it never presses another button.
     A field that was empty before sends nothing; one that somebody emptied does. */
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-scan]") || event.key !== "Enter") return;
    const rest = fields(field.form);
    const next = rest.slice(rest.indexOf(field) + 1).find((other) => !other.value.trim());
    event.preventDefault();
    if (!field.value.trim() && !field.defaultValue) return;
    if (next) next.focus();
    else field.form.requestSubmit();
  });

  /* data-scan-focus: the field that has the focus on arrival and after each answer. */
  const arrive = () => {
    const field = document.querySelector("[data-scan-focus]");
    if (field && !document.querySelector("dialog[open]") && !document.querySelector("[data-focus]:focus")) {
      field.focus();
      field.select();
    }
  };
  window.Hashmend.after((part) => {
    if (part === document || part.querySelector?.("[data-scan-focus]") || part.closest?.("[data-scan-form]")) arrive();
  });

  /* data-sound="ok" or "error" on what comes back is heard too. */
  let audio = null;
  const beep = (ok) => {
    try {
      audio = audio || new AudioContext();
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = ok ? 1200 : 220;
      volume.gain.value = 0.08;
      tone.connect(volume).connect(audio.destination);
      tone.start();
      tone.stop(audio.currentTime + (ok ? 0.08 : 0.35));
    } catch {
      /* no sound on this machine: the words are on the screen */
    }
  };
  window.Hashmend.beep = beep;
  window.Hashmend.after((part) => {
    if (part === document) return;
    for (const said of (part.parentElement || part).querySelectorAll("[data-sound]")) {
      beep(said.dataset.sound === "ok");
      said.removeAttribute("data-sound");
    }
  });
})();
