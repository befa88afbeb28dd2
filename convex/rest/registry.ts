/** Every entry of the REST API; literal paths before those with an id in the same place. */
import { customerRoutes } from "./routes/customers";
import type { Route } from "./route";

export const routes: readonly Route[] = [...customerRoutes];
