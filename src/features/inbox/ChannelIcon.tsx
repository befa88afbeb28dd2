// By which way a message went; the word is said to screen readers.
import { ChatBubbleIcon, EnvelopeClosedIcon, MobileIcon, SpeakerLoudIcon } from "@radix-ui/react-icons";
import type { CommunicationType } from "../../../convex/communications/words";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const icons = {
  email: EnvelopeClosedIcon,
  whatsapp: ChatBubbleIcon,
  chat: ChatBubbleIcon,
  sms: MobileIcon,
  phone: SpeakerLoudIcon,
} as const;

export function ChannelIcon({ channel }: { channel: CommunicationType }) {
  const words = useMessages(messages);
  const Icon = icons[channel];
  return (
    <span className="inbox-channel">
      <Icon aria-hidden />
      <span className="visually-hidden">{words[channel]}: </span>
    </span>
  );
}
