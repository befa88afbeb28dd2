// Every address of the app, from the features' own lists.
import { Suspense, type ReactNode } from "react";
import { Navigate, Outlet, Route, Routes, useLocation } from "react-router";
import { later } from "../ui/later";
import { ErrorBoundary, NotFound } from "./ErrorBoundary";
import { features } from "./features";
import type { FeatureRoute } from "./feature";
import { reachable } from "./navigation";
import { loadPage, PageOf } from "./lazyPage";
import { Home, InLastOrg, OrgGate, SignedIn } from "./gates";
import { PageSkeleton } from "./PageSkeleton";
import { Shell } from "./Shell";
import { useOrg } from "../data/org";
import { moduleOf } from "../../convex/tenancy/modules";

const SwitchedOff = later(() => import("./SwitchedOff"));
const designPage = () => import("./design/DesignPage");

const routes = features.flatMap((feature) => feature.routes);
const parts = (path: string) => path.split("/").filter(Boolean);
const fits = (part: string | undefined, here: string | undefined) => part === here || part?.startsWith(":");

/** The routes that an address can mean by its first part: the router compiles and ranks all that it is given. */
function scoped(scope: FeatureRoute["scope"], here: string | undefined): FeatureRoute[] {
  return routes.filter((route) => (route.scope ?? "org") === scope && fits(parts(route.path)[0], here));
}

/**
 * Starts loading the page of an address before it is known who is here, so that code and data arrive together. Resolves
 * when the code is here, and never rejects: what failed is tried again, and told, by the page's place.
 */
export async function preloadPage(pathname: string): Promise<void> {
  const here = parts(pathname);
  const full = (route: FeatureRoute) =>
    parts((route.scope ?? "org") === "org" ? `/o/:slug/${route.path}` : route.path);
  // Read the settled routes in order of detail: a literal path beats a parameter.
  const match = routes
    .filter((route) => {
      const wanted = full(route);
      return wanted.length === here.length && wanted.every((part, index) => fits(part, here[index]));
    })
    .sort((a, b) => a.path.split(":").length - b.path.split(":").length)[0];
  if (match) await loadPage(match.lazy).catch(() => undefined);
}

function Framed({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  return (
    <ErrorBoundary resetKey={pathname}>
      <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function Permitted({ route, children }: { route: FeatureRoute; children: ReactNode }) {
  const { permission, flag } = route;
  const org = useOrg();
  const module = permission === undefined ? null : moduleOf(permission);
  if (permission !== undefined && !org.can(permission))
    return module !== null && org.switchedOff.includes(module) ? (
      <SwitchedOff module={module} />
    ) : (
      <NotFound />
    );
  if (flag !== undefined && module !== null && org.flagsOff.includes(flag))
    return <SwitchedOff module={module} isInTransition />;
  return children;
}

function FirstPage() {
  const org = useOrg();
  const entry = reachable(org)[0]?.entries[0];
  return entry ? <Navigate to={org.path(entry.to)} replace /> : <NotFound />;
}

function element(route: FeatureRoute) {
  return (
    <Framed>
      <PageOf load={route.lazy} />
    </Framed>
  );
}

export function AppRoutes() {
  const [top, , inside] = parts(useLocation().pathname);
  return (
    <Routes>
      <Route path="/" element={<Home />} />
      {["/customers/*", "/admin/customers/*"].map((path) => (
        <Route
          key={path}
          path={path}
          element={
            <SignedIn>
              <InLastOrg />
            </SignedIn>
          }
        />
      ))}
      <Route
        path="/design"
        element={
          <Framed>
            <PageOf load={designPage} />
          </Framed>
        }
      />
      {scoped("public", top).map((route) => (
        <Route key={route.path} path={route.path} element={element(route)} />
      ))}
      {scoped("person", top).map((route) => (
        <Route key={route.path} path={route.path} element={<SignedIn>{element(route)}</SignedIn>} />
      ))}
      <Route
        path="/o/:slug"
        element={
          <SignedIn>
            <OrgGate>
              <Shell>
                <Outlet />
              </Shell>
            </OrgGate>
          </SignedIn>
        }
      >
        <Route index element={<FirstPage />} />
        {scoped("org", inside).map((route) => (
          <Route
            key={route.path}
            path={route.path}
            element={
              <Suspense fallback={<PageSkeleton />}>
                <Permitted route={route}>{element(route)}</Permitted>
              </Suspense>
            }
          />
        ))}
        <Route path="*" element={<NotFound />} />
      </Route>
      <Route
        path="*"
        element={
          <main className="whole">
            <NotFound />
          </main>
        }
      />
    </Routes>
  );
}
