// A refusal that ended a page, in words. A lazy piece with the sentences of every refusal.
import { errorMessage } from "../data/errorMessage";
import { useLocale } from "../i18n/locale";
import { ErrorState } from "../ui/Feedback";

export default function ErrorSentence({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return <ErrorState title={errorMessage(error, useLocale())} onRetry={onRetry} />;
}
