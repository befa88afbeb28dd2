/** Builds nodes without markup, so that pages under Trusted Types let it through. */

type Attributes = Record<string, string | number | boolean | undefined>;

export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  // Object.keys: libraries that extend Object.prototype would add to for…in.
  Object.keys(attributes).forEach((key) => {
    const value = attributes[key];
    if (value !== undefined && value !== false)
      element.setAttribute(key, value === true ? "" : String(value));
  });
  element.append(...children);
  return element;
}
