// The real element on our own page. It follows a publication at once and sends nothing.
import { useEffect, useRef, type DetailedHTMLProps, type HTMLAttributes } from "react";
import type { WidgetDetail } from "../../../convex/widgets/view";
import { backendUrl } from "../../data/backend";
import { useMessages } from "../../i18n/messages";
import { toast } from "../../ui/toast";
import { apiOrigin } from "../../data/apiOrigin";
import { messages } from "./messages";

declare module "react" {
  // React's own way of teaching JSX a custom element.
  namespace JSX {
    interface IntrinsicElements {
      "orbit-lead-form": DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & {
        "form-key": string;
        loading?: "eager";
        preview?: "";
      };
    }
  }
}

/** The loader guards itself against a second copy. */
function loadElement(): void {
  if (document.querySelector("script[data-orbit-forms]")) return;
  const script = document.createElement("script");
  script.src = "/v1/orbit.js";
  script.dataset["orbitForms"] = "";
  script.dataset["api"] = apiOrigin(backendUrl());
  document.head.append(script);
}

export function FormPreview({ widget }: { widget: WidgetDetail }) {
  const words = useMessages(messages);
  const place = useRef<HTMLDivElement>(null);
  useEffect(loadElement, []);
  useEffect(() => {
    const element = place.current;
    const stop = (event: Event) => {
      event.preventDefault();
      toast(words.previewSent);
    };
    element?.addEventListener("orbit:beforesubmit", stop);
    return () => element?.removeEventListener("orbit:beforesubmit", stop);
  }, [words]);
  return (
    <div className="form-preview" ref={place} data-off={!widget.active || undefined}>
      <orbit-lead-form
        key={`${widget.rev}${String(widget.active)}`}
        form-key={widget.publicKey}
        lang={widget.form.language}
        loading="eager"
        preview=""
      />
    </div>
  );
}
