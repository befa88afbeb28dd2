import { expect, test } from "vitest";
import { inOrder } from "./tableView";

const columns = ["name", "status", "owner", "value"].map((id) => ({ id }));
const ids = (named: string[]) => inOrder(columns, named).map(({ id }) => id);

test("named columns come in their order, the others after them, and the first stays the first", () => {
  expect(ids([])).toEqual(["name", "status", "owner", "value"]);
  expect(ids(["name", "value", "status"])).toEqual(["name", "value", "status", "owner"]);
  expect(ids(["owner", "gone"])).toEqual(["name", "owner", "status", "value"]);
});
