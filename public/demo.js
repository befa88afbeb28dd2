// Puts the form of the key in this page's address where a website would have pasted the snippet.
const address =
  document.querySelector('meta[name="orbit-address"]').content.replace(/\/$/, "") || location.origin;
const key = new URLSearchParams(location.search).get("key");
const place = document.getElementById("place");

if (key) {
  const form = document.createElement("orbit-lead-form");
  form.setAttribute("form-key", key);
  place.append(form);
  const script = document.createElement("script");
  script.src = `${address}/v1/orbit.js`;
  document.head.append(script);
} else {
  place.textContent = "Add the key of a form to this page's address to see the form here: ?key=pk_live_…";
}
