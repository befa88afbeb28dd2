// Clerk's own forms in our frame; a lazy piece that only deployments with Clerk ever load.
import { CreateOrganization, SignIn, SignUp } from "@clerk/react";
import { useSearchParams } from "react-router";
import { nextPath } from "./Entrance";
import "./Entrance.css";

export default function ClerkPanel({ kind }: { kind: "signIn" | "signUp" | "createOrganization" }) {
  const [search] = useSearchParams();
  const next = nextPath(search);
  return (
    <div className="entrance">
      <main>
        {kind === "signIn" && <SignIn routing="hash" signUpUrl="/sign-up" fallbackRedirectUrl={next} />}
        {kind === "signUp" && <SignUp routing="hash" signInUrl="/sign-in" fallbackRedirectUrl={next} />}
        {kind === "createOrganization" && (
          <CreateOrganization routing="hash" afterCreateOrganizationUrl="/" />
        )}
      </main>
    </div>
  );
}
