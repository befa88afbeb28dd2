/** Words of the invitation mail, in English and Russian. Pure. */
import { composeMail } from "../mail/compose";
import type { Mail } from "../mail/outbox";

export interface InvitationWords {
  language: "en" | "ru";
  organization: string;
  invitedBy: string;
  email: string;
  link: string;
}

export function invitationMail(invitation: InvitationWords): Omit<Mail, "idempotencyKey"> {
  const { organization, invitedBy, language } = invitation;
  const words = {
    en: {
      subject: `${invitedBy} invites you to ${organization} on Orbit`,
      heading: `Join ${organization}`,
      body: `${invitedBy} invites you to work in ${organization} on Orbit, the place where the team keeps its customers.`,
      life: "The invitation works for seven days.",
      label: "Accept the invitation",
      footer: `You get this mail because ${invitedBy} entered your address. If you do not know them, do nothing.`,
    },
    ru: {
      subject: `${invitedBy} приглашает вас в ${organization} в Orbit`,
      heading: `Присоединяйтесь к ${organization}`,
      body: `${invitedBy} приглашает вас работать в ${organization} в Orbit — там команда ведёт своих клиентов.`,
      life: "Приглашение действует семь дней.",
      label: "Принять приглашение",
      footer: `Вы получили это письмо, потому что ваш адрес указал отправитель: ${invitedBy}. Если вы его не знаете, ничего не делайте.`,
    },
  }[language];
  const composed = composeMail({
    language,
    heading: words.heading,
    paragraphs: [words.body, words.life],
    action: { label: words.label, url: invitation.link },
    footer: words.footer,
  });
  return { to: invitation.email, subject: words.subject, kind: "invitation", ...composed };
}
