/** A legacy export as identities, read with the import room's own mapping and readers. */
import Papa from "papaparse";
import { identityOf, type Identity } from "../../convex/duplicates/identity";
import { guessMapping, type ImportField } from "../../convex/imports/fields";
import { dateOrderOf, readDay } from "../../convex/imports/values";

export interface People {
  ids: string[];
  identities: Identity[];
}

/** `country` completes phones that were written without one. */
export function readPeople(csv: string, country: string): People {
  const { data } = Papa.parse<string[]>(csv.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const [headings = [], ...rows] = data;
  const mapping = guessMapping(headings);
  const idColumn = mapping.indexOf("legacyId");
  if (idColumn === -1) throw new Error(`No column holds the id: ${headings.join(", ")}`);
  const cell = (row: string[], field: ImportField) => row[mapping.indexOf(field)]?.trim() || undefined;
  const order = dateOrderOf(
    rows.map((row) => cell(row, "dateOfBirth") ?? ""),
    "dmy",
  );
  const ids: string[] = [];
  const identities: Identity[] = [];
  for (const row of rows) {
    ids.push(row[idColumn]!.trim());
    const born = cell(row, "dateOfBirth");
    const day = born === undefined ? null : readDay(born, order);
    identities.push(
      identityOf(
        {
          name:
            cell(row, "name") ?? [cell(row, "firstName"), cell(row, "lastName")].filter(Boolean).join(" "),
          emails: [cell(row, "email")],
          phones: [cell(row, "phone"), cell(row, "secondaryPhone")],
          website: cell(row, "website"),
          stableHashId: cell(row, "stableHashId"),
          ...(day === null ? {} : { dateOfBirth: day }),
        },
        country,
      ),
    );
  }
  return { ids, identities };
}
