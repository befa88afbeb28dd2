/** The words a customer reads when they settle their consents themselves; kept as proof with what they choose. Pure. */
import type { ConsentPurpose } from "./purposes";

/** Grows with every change of the words below. */
export const wordingVersion = 1;

export const consentWording: Record<"en" | "ru", Record<ConsentPurpose, (organization: string) => string>> = {
  en: {
    marketing: (organization) => `${organization} may send me offers and news.`,
    email: () => "They may come by e-mail.",
    sms: () => "They may come by text message.",
  },
  ru: {
    marketing: (organization) => `${organization}: согласен получать предложения и новости.`,
    email: () => "Их можно присылать по электронной почте.",
    sms: () => "Их можно присылать сообщением на телефон.",
  },
};
