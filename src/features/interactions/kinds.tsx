// Each kind of interaction has one icon and one word, the same everywhere.
import {
  CalendarIcon,
  ChatBubbleIcon,
  ClipboardIcon,
  EnvelopeClosedIcon,
  FileTextIcon,
  HomeIcon,
  IdCardIcon,
  MobileIcon,
  PaperPlaneIcon,
  Pencil1Icon,
  QuestionMarkCircledIcon,
} from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import type { InteractionType } from "../../../convex/interactions/types";

export const kindIcons: Record<InteractionType, ReactNode> = {
  call: <MobileIcon aria-hidden />,
  email: <EnvelopeClosedIcon aria-hidden />,
  meeting: <CalendarIcon aria-hidden />,
  visit: <HomeIcon aria-hidden />,
  quote: <FileTextIcon aria-hidden />,
  order: <ClipboardIcon aria-hidden />,
  support: <QuestionMarkCircledIcon aria-hidden />,
  note: <Pencil1Icon aria-hidden />,
  booking: <IdCardIcon aria-hidden />,
  sms: <PaperPlaneIcon aria-hidden />,
  whatsapp: <ChatBubbleIcon aria-hidden />,
};

/** What people log by hand most, for the composer's first row. */
export const quickKinds = [
  "call",
  "email",
  "meeting",
  "note",
  "whatsapp",
] as const satisfies readonly InteractionType[];
