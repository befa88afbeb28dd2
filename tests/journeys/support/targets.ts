/** What a finger presses on a phone: the element, its label, what it opens around itself. */

/**
 * Targets lower than 40 px, as "name: height"; runs in the page. A link inside a sentence is as high as its line, a row
 * that opens is pressed anywhere, and what only a screen reader meets is pressed by nobody.
 */
export function smallTargets(): string[] {
  const least = 40;
  const found: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>(
    "button, a[href], input, select, textarea, summary",
  )) {
    const { width, height } = element.getBoundingClientRect();
    if (!element.checkVisibility({ visibilityProperty: true }) || width < 4 || height < 4) continue;
    if (element.closest("[role=row], [inert], .shell-skip")) continue;
    const { display } = getComputedStyle(element);
    const stands = element.parentElement!;
    if (display === "inline" && stands.textContent.trim() !== element.textContent.trim()) continue;
    const reaches = ["::before", "::after"].map((part) => {
      const { content, position, top, bottom } = getComputedStyle(element, part);
      return content === "none" || position !== "absolute"
        ? 0
        : -(Number.parseFloat(top) + Number.parseFloat(bottom));
    });
    const field = element.closest("label, .input")?.getBoundingClientRect().height ?? 0;
    const whole = Math.max(height + Math.max(0, ...reaches), field);
    if (Math.round(whole) < least)
      found.push(`${(element.ariaLabel ?? element.textContent).trim().slice(0, 40)}: ${Math.round(whole)}`);
  }
  return found;
}
