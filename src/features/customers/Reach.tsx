// Calling, writing to and opening what a fact says.
import type { ReactNode } from "react";
import { ChatBubbleIcon, MobileIcon } from "@radix-ui/react-icons";
import { useMessages } from "../../i18n/messages";
import { uiMessages } from "../../ui/messages";

/** Calls, writes or opens; beside the value, because the value itself is a button that edits. */
export function Reach({
  href,
  label,
  children,
  isOutside,
}: {
  href: string;
  label: string;
  children: ReactNode;
  isOutside?: boolean;
}) {
  return (
    <a
      className="fact-action"
      href={href}
      aria-label={label}
      data-tip={label}
      {...(isOutside ? { target: "_blank", rel: "noreferrer" } : {})}
    >
      {children}
    </a>
  );
}

export function PhoneActions({ phone, e164 }: { phone: string | null; e164: string | null }) {
  const ui = useMessages(uiMessages);
  if (phone === null || e164 === null) return null;
  return (
    <>
      <Reach href={`tel:${e164}`} label={ui.call({ phone })}>
        <MobileIcon aria-hidden />
      </Reach>
      <Reach href={`https://wa.me/${e164.slice(1)}`} label={ui.whatsapp} isOutside>
        <ChatBubbleIcon aria-hidden />
      </Reach>
    </>
  );
}
