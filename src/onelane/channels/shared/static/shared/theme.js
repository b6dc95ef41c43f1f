// Day or night as the machine is set, before the first paint; a frame with its own theme (the board) keeps it.
(() => {
  const page = document.documentElement;
  if (page.dataset.bsTheme) return;
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { page.dataset.bsTheme = night.matches ? "dark" : "light"; };
  night.addEventListener("change", follow);
  follow();
})();
