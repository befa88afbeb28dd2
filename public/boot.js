// Runs before the first paint and before the app's code has arrived. Kept outside the bundle because the page's content
// security policy allows no inline script.
(function () {
  function stored(key) {
    try {
      return localStorage.getItem(key);
    } catch (refused) {
      return null; // Storage refused (private window).
    }
  }
  function parsed(key) {
    try {
      return JSON.parse(stored(key));
    } catch (broken) {
      return null;
    }
  }

  // The theme must be known before the page is drawn, and a stylesheet cannot read storage.
  var theme = parsed("orbit.theme") || "system";
  var dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add(dark ? "dark" : "light");

  // Most visits begin at the customer list: its code comes with the core's, not after it.
  var pieces = document.querySelector('meta[name="orbit-list"]');
  if (pieces && /^\/o\/[^/]+(\/(customers|accounts))?\/?$/.test(location.pathname)) {
    pieces.content.split(" ").forEach(function (piece) {
      var link = document.createElement("link");
      link.rel = "modulepreload";
      link.href = piece;
      document.head.appendChild(link);
    });
  }

  // A local account's session is renewed while the code is still on its way; src/data/auth/localSession.ts takes the
  // answer over. Without the lock that serializes later exchanges, which would wait for the code: two tabs that start
  // at once are within the ten seconds in which the server takes a second use for just that.
  var backend = parsed("orbit.backend");
  var refreshToken = stored("orbit.refreshToken");
  if (!backend || backend.settings.identity !== "local" || !refreshToken) return;
  window.orbitRenewal = fetch(backend.address + "/api/action", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      path: "signIn:refresh",
      args: { refreshToken: refreshToken },
      format: "json",
    }),
  })
    .then(function (response) {
      return response.json();
    })
    .then(function (answer) {
      if (answer.status !== "success") return null;
      localStorage.setItem("orbit.refreshToken", answer.value.refreshToken);
      return answer.value;
    })
    .catch(function () {
      return null; // The app asks again, and knows what to do without a network.
    });
})();
