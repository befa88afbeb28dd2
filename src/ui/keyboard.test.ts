// Moving by keyboard, editing in place, and keeping one's place in a growing list: the pure rules.
import { describe, expect, test } from "vitest";
import { IDLE, inlineEdit, type InlineEvent, type InlineState, hasConflict, resume } from "./inlineEditState";
import { initials, nameHue } from "./initials";
import { keyName, moveIndex, moveRow, type KeyPress } from "./keyboard";
import { justEditedHere, noteOwnEdit } from "./ownEdits";
import { anchorShift } from "./tableAnchor";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe("everything by keyboard", () => {
  test("J, K, arrows, pages and ends move the row focus and stop at the edges", () => {
    expect(moveRow("j", 0, 3, 10)).toBe(1);
    expect(moveRow("ArrowDown", 2, 3, 10)).toBe(2);
    expect(moveRow("k", 0, 3, 10)).toBe(0);
    expect(moveRow("j", -1, 3, 10)).toBe(0);
    expect(moveRow("k", -1, 3, 10)).toBe(0);
    expect(moveRow("PageDown", 1, 100, 20)).toBe(21);
    expect(moveRow("End", 1, 100, 20)).toBe(99);
    expect(moveRow("Home", 50, 100, 20)).toBe(0);
    expect(moveRow("j", 0, 0, 10)).toBeNull();
    expect(moveRow("x", 0, 3, 10)).toBeNull();
  });

  test("menus and comboboxes wrap around", () => {
    expect(moveIndex("ArrowDown", 2, 3)).toBe(0);
    expect(moveIndex("ArrowUp", 0, 3)).toBe(2);
    expect(moveIndex("ArrowUp", 0, 0)).toBeNull();
  });

  test("shortcuts are read from the physical key, so that a Russian layout has the same ones", () => {
    expect(keyName(press("k", { code: "KeyK", ctrlKey: true }))).toBe("Mod+K");
    expect(keyName(press("л", { code: "KeyK", metaKey: true }))).toBe("Mod+K");
    expect(keyName(press("п", { code: "KeyG" }))).toBe("G");
    expect(keyName(press("?", { code: "Slash", shiftKey: true }))).toBe("?");
    expect(keyName(press("Enter", { code: "Enter", shiftKey: true }))).toBe("Shift+Enter");
    expect(keyName(press(" ", { code: "Space" }))).toBe("Space");
    expect(keyName(press("N", { code: "KeyN", shiftKey: true }))).toBe("Shift+N");
  });
});

describe("editing in place", () => {
  const run = (events: InlineEvent[], from: InlineState = IDLE) => events.reduce(inlineEdit, from);

  test("Esc restores, saving the same text is no save", () => {
    expect(
      run([{ type: "start", value: "Alma" }, { type: "type", draft: "Bea" }, { type: "cancel" }]),
    ).toEqual(IDLE);
    expect(
      run([
        { type: "start", value: "Alma" },
        { type: "type", draft: " Alma " },
        { type: "save", value: "Alma" },
      ]),
    ).toEqual(IDLE);
  });

  test("a save shows the new text at once; what is refused stays as it was typed, with the reason", () => {
    const saving = run([
      { type: "start", value: "Alma" },
      { type: "type", draft: "Bea" },
      { type: "save", value: "Alma" },
    ]);
    expect(saving).toEqual({ at: "saving", draft: "Bea", seen: "Alma" });
    const refused = inlineEdit(saving, { type: "failed", problem: "Too long" });
    expect(refused).toEqual({ at: "editing", draft: "Bea", seen: "Alma", problem: "Too long" });
    expect(inlineEdit(refused, { type: "type", draft: "Be" })).toMatchObject({ draft: "Be", problem: null });
    expect(inlineEdit(refused, { type: "cancel" })).toEqual(IDLE);
    expect(inlineEdit(saving, { type: "saved" })).toEqual(IDLE);
  });

  test("an edit goes on from what an earlier visit left, unless that is the value by now", () => {
    expect(resume(null, "Alma")).toEqual(IDLE);
    expect(resume({ draft: " Bea ", seen: "Alma" }, "Bea")).toEqual(IDLE);
    const resumed = resume({ draft: "Bea", seen: "Alma" }, "Cleo");
    expect(resumed).toEqual({ at: "editing", draft: "Bea", seen: "Alma", problem: null });
    expect(hasConflict(resumed, "Cleo")).toBe(true);
    expect(hasConflict(resumed, "Alma")).toBe(false);
  });

  test("nothing is edited while a save is under way, and a late answer changes nothing", () => {
    const saving: InlineState = { at: "saving", draft: "Bea", seen: "Alma" };
    expect(inlineEdit(saving, { type: "start", value: "Alma" })).toBe(saving);
    expect(inlineEdit(IDLE, { type: "failed", problem: "late" })).toBe(IDLE);
  });

  test("a change that matters stands beside the old value until it is confirmed", () => {
    const typed = run([
      { type: "start", value: "Alma" },
      { type: "type", draft: "Bea" },
    ]);
    const asked = inlineEdit(typed, { type: "ask", value: "Alma" });
    expect(asked).toEqual({ at: "confirming", draft: "Bea", seen: "Alma" });
    expect(inlineEdit(asked, { type: "back" })).toMatchObject({ at: "editing", draft: "Bea" });
    expect(inlineEdit(asked, { type: "cancel" })).toEqual(IDLE);
    expect(inlineEdit(asked, { type: "save", value: "Alma" })).toMatchObject({ at: "saving" });
    expect(inlineEdit(typed, { type: "ask", value: "Bea" })).toEqual(IDLE);
  });

  test("a value that somebody else changed meanwhile is not overwritten before the person chose", () => {
    const typed = run([
      { type: "start", value: "Alma" },
      { type: "type", draft: "Bea" },
    ]);
    expect(hasConflict(typed, "Alma")).toBe(false);
    expect(hasConflict(typed, "Bea")).toBe(false);
    expect(hasConflict(typed, "Cleo")).toBe(true);
    expect(inlineEdit(typed, { type: "save", value: "Cleo" })).toBe(typed);
    expect(inlineEdit(typed, { type: "ask", value: "Cleo" })).toBe(typed);
    const mine = inlineEdit(typed, { type: "keepMine", value: "Cleo" });
    expect(hasConflict(mine, "Cleo")).toBe(false);
    expect(inlineEdit(mine, { type: "save", value: "Cleo" })).toEqual({
      at: "saving",
      draft: "Bea",
      seen: "Cleo",
    });
    const refused = run([{ type: "save", value: "Alma" }, { type: "refused" }], typed);
    expect(refused).toMatchObject({ at: "editing", draft: "Bea", seen: "Alma" });
  });

  test("one's own edit does not glow for five seconds", () => {
    noteOwnEdit("customer:1.name", 1000);
    expect(justEditedHere("customer:1.name", 5900)).toBe(true);
    expect(justEditedHere("customer:1.name", 6100)).toBe(false);
    expect(justEditedHere("customer:2.name", 1000)).toBe(false);
  });
});

describe("a live list does not move under the reader", () => {
  const id = (row: string) => row;
  test("rows that appear above are counted, so that the scroll can follow them", () => {
    expect(anchorShift({ id: "c", index: 2 }, ["x", "y", "a", "b", "c"], id)).toBe(2);
    expect(anchorShift({ id: "c", index: 2 }, ["a", "b", "c", "d"], id)).toBe(0);
    expect(anchorShift({ id: "c", index: 2 }, ["c"], id)).toBe(0);
    expect(anchorShift({ id: "gone", index: 2 }, ["a"], id)).toBe(0);
    expect(anchorShift(null, ["a"], id)).toBe(0);
  });
});

describe("avatars", () => {
  test("initials of people, addresses and companies in two scripts", () => {
    expect(
      [
        "Alma Reyes",
        "дмитрий Ковалёв",
        "nadia.kim@example.com",
        "«Степной ветер»",
        "7",
        "  ",
        "José María de la Cruz",
      ].map(initials),
    ).toEqual(["AR", "ДК", "NC", "СВ", "7", "?", "JC"]);
  });

  test("the tint is the same for the same name for ever", () => {
    expect(nameHue("Alma Reyes")).toBe(nameHue(" alma reyes "));
    expect(nameHue("Alma Reyes") % 30).toBe(10);
  });
});
