/** What is known about validators that the deployed schemas propose, as the CLI prints it before a push. */
import type { Engine, StagedValidation } from "../contract";

/** `componentSchemaEvaluations` of an evaluate_schema response: of tables with a staged validator only. */
export function stagedEvaluations(engine: Engine): Record<string, unknown> {
  const { components } = engine.analysis();
  return Object.fromEntries(
    Object.entries(engine.stagedValidators()).map(([component, tables]) => [
      component,
      {
        definitionPath: components.find(({ path }) => path === component)?.definitionPath ?? component,
        schemaValidation: true,
        indexes: [],
        tables: Object.entries(tables).map(([name, validation]) => ({
          name,
          outcome: "supersetOfEnforced",
          numDocs: "rowsChecked" in validation ? validation.rowsChecked : 0,
          sizeBytes: 0,
          staged: stateOf(validation),
        })),
      },
    ]),
  );
}

function stateOf(validation: StagedValidation): object {
  switch (validation.state) {
    case "failed":
      return { state: "failed", error: validation.error };
    case "valid":
      return { state: "valid" };
    default:
      return { state: "pending", numDocsValidated: validation.rowsChecked, totalDocs: null };
  }
}
