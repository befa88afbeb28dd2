import * as Callout from "@radix-ui/themes/components/callout";
import "./FormProblem.css";

/** Why a form was not sent, above its buttons; nothing while there is no reason. */
export function FormProblem({ children }: { children: string | null | undefined }) {
  return children ? (
    <Callout.Root className="form-problem" size="1" color="tomato" role="alert">
      <Callout.Text>{children}</Callout.Text>
    </Callout.Root>
  ) : null;
}
