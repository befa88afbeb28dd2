import { describe, expect, test } from "vitest";
import { readPeople } from "./file";
import { generateFile } from "./generate";
import { judge } from "./judge";

describe("duplicate detection on files nobody has seen", () => {
  test.each([1, 2, 3, 4, 5])("DUP-06 DUP-08: seed %i is told apart", (seed) => {
    const { csv, clusters } = generateFile(seed);
    expect(clusters.length).toBeGreaterThan(60);
    const { verdicts } = judge(readPeople(csv, "KZ"), clusters);
    expect(verdicts[0]!.precision).toBeGreaterThanOrEqual(0.97);
    expect(verdicts[0]!.recall).toBeGreaterThanOrEqual(0.95);
    // A lower level finds at least what a higher one finds.
    expect(verdicts[1]!.recall).toBeGreaterThanOrEqual(verdicts[0]!.recall);
  });

  test("the judge counts what is wrong and what is missed", () => {
    const csv = "id,name,phone\n1,Ann Lee,+77010000001\n2,Ann Lee,8 701 000 00 01\n3,Bob Ray,+77010000003";
    const { verdicts, wrong, missed } = judge(readPeople(csv, "KZ"), [["2", "3"]]);
    expect(verdicts[0]).toMatchObject({ precision: 0, recall: 0, found: 1, expected: 1 });
    expect([wrong, missed]).toEqual([["1 2"], ["2 3"]]);
  });
});
