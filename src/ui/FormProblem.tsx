/** Why a form was not sent, above its buttons; nothing while there is no reason. */
export function FormProblem({ children }: { children: string | null | undefined }) {
  return children ? (
    <p className="form-problem" role="alert">
      {children}
    </p>
  ) : null;
}
