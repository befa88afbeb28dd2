// Runs before the first paint: the theme must be known before the page is drawn, and a stylesheet cannot read storage.
// Kept outside the bundle because the page's content security policy allows no inline script.
(function () {
  var theme = "system";
  try {
    theme = JSON.parse(localStorage.getItem("orbit.theme")) || "system";
  } catch (refused) {
    // Storage refused (private window): follow the device.
  }
  var dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add(dark ? "dark" : "light");
})();
