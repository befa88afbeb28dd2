// Pages for people who are not inside yet.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "identity",
  routes: [
    { path: "/sign-up", scope: "public", lazy: () => import("./SignUpPage") },
    { path: "/sign-in", scope: "public", lazy: () => import("./SignInPage") },
    { path: "/signed-in", scope: "public", lazy: () => import("./SignedInPage") },
    { path: "/reset", scope: "public", lazy: () => import("./ResetPage") },
    { path: "/verify", scope: "public", lazy: () => import("./VerifyPage") },
    { path: "/join", scope: "public", lazy: () => import("./JoinPage") },
  ],
};
