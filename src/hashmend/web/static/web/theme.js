/* Runs in the head before anything is painted: the chosen appearance, and that scripts work. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto";
    }
  };
  const apply = () => {
    const theme = chosen();
    root.dataset.bsTheme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
  };
  root.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    for (const radio of document.querySelectorAll("[data-theme-choice] input")) {
      radio.checked = radio.value === chosen();
      radio.addEventListener("change", () => {
        try {
          localStorage.setItem("theme", radio.value);
        } catch {
          /* private window: the choice lasts for this page */
        }
        root.dataset.bsTheme = radio.value;
        apply();
      });
    }
  });
})();
