/** What is sent with the answers. */

/**
 * JSON text of texts, flags and records of texts. Not JSON.stringify: old
 * libraries give every array and string a `toJSON` that quotes twice.
 */
export function toJson(value: string | boolean | Record<string, string>): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "object") return joined(value, (key) => toJson(value[key]!));
  return `"${value.replace(/[\\"\p{C}\u2028\u2029]/gu, (char) => {
    let units = "";
    for (let i = 0; i < char.length; i++) units += `\\u${char.charCodeAt(i).toString(16).padStart(4, "0")}`;
    return units;
  })}"`;
}

/** An object of which each value is JSON text already. */
export function joined(value: object, text: (key: string) => string): string {
  return `{${Object.keys(value)
    .map((key) => `${toJson(key)}:${text(key)}`)
    .join()}}`;
}

/** 128 random bits; crypto.randomUUID exists on https pages only. */
export function uuid(): string {
  let text = "";
  crypto.getRandomValues(new Uint8Array(16)).forEach((byte) => (text += byte.toString(16).padStart(2, "0")));
  return text;
}

const kept = "orbit.utm";

/** Campaign parameters of this page; with consent the first ones of the visit are kept. */
export function campaign(granted: boolean): Record<string, string> {
  const found: Record<string, string> = {};
  new URLSearchParams(location.search).forEach((value, name) => {
    if (/^utm_|clid$/.test(name)) found[name] = value.slice(0, 200);
  });
  if (granted) {
    try {
      const first = sessionStorage.getItem(kept);
      if (first) return JSON.parse(first) as Record<string, string>;
      if (Object.keys(found).length) sessionStorage.setItem(kept, toJson(found));
    } catch {
      // Storage is refused in some frames and private windows; the page's own parameters are enough.
    }
  }
  return found;
}

/** An address without query and fragment, which may carry personal data. */
export function bare(address: string): string {
  return address.split(/[?#]/)[0]!;
}
