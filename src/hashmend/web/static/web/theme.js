/* The chosen appearance. A cookie tells the server which one it comes to, so that it is painted at once next time. */
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
  const apply = (choice) => {
    const theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    if (root.dataset.bsTheme !== theme) {
      root.dataset.bsTheme = theme;
    }
    if (!document.cookie.includes(`theme=${theme}`)) {
      document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    }
  };
  apply(chosen());
  dark.addEventListener("change", () => apply(chosen()));
  for (const radio of document.querySelectorAll("[data-theme-choice] input")) {
    radio.checked = radio.value === chosen();
    radio.addEventListener("change", () => {
      try {
        localStorage.setItem("theme", radio.value);
      } catch {
        /* private window: the choice lasts for this page */
      }
      apply(radio.value);
    });
  }
})();
