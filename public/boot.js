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
  // answer over. Under the same lock as every exchange, because a refresh token is good for one.
  var backend = parsed("orbit.backend");
  if (!backend || backend.settings.identity !== "local" || !stored("orbit.refreshToken") || !navigator.locks)
    return;
  window.orbitRenewal = navigator.locks
    .request("orbit.session", function () {
      return fetch(backend.address + "/api/action", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          path: "signIn:refresh",
          args: { refreshToken: stored("orbit.refreshToken") },
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
        });
    })
    .catch(function () {
      return null; // The app asks again, and knows what to do without a network.
    });
})();
