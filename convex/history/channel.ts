/** Through which door a change came (INT-16). Pure, so that every layer may name it. */
export type Channel = "app" | "api" | "import" | "widget" | "portal" | "schedule" | "sample" | "pos";
