// Turns the body of POST /api/deploy2/start_push into a bundle.
import { BundleError, type AppBundle } from "./bundle";

export function bundlePushed(_request: unknown): Promise<AppBundle> {
  return Promise.reject(new BundleError("not yet"));
}
