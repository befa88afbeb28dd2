/** Words of the mails about a person's account, in English and Russian. Pure. */
import { composeMail } from "../mail/compose";
import type { Mail } from "../mail/outbox";

interface Addressee {
  email: string;
  name: string;
  preferredLanguage: "en" | "ru";
}
type AccountMail = Omit<Mail, "idempotencyKey">;

export function verifyMail(user: Addressee, url: string): AccountMail {
  const words = {
    en: {
      subject: "Confirm your e-mail address",
      heading: `Welcome to Orbit, ${user.name}`,
      body: "Confirm this address so that you can reset your password with it. The link works for three days.",
      label: "Confirm address",
      footer:
        "You get this mail because this address was used to create an Orbit account. If it was not you, do nothing.",
    },
    ru: {
      subject: "Подтвердите адрес электронной почты",
      heading: `Добро пожаловать в Orbit, ${user.name}`,
      body: "Подтвердите адрес, чтобы с его помощью можно было сменить пароль. Ссылка действует три дня.",
      label: "Подтвердить адрес",
      footer:
        "Вы получили это письмо, потому что с этим адресом создали учётную запись Orbit. Если это были не вы, ничего не делайте.",
    },
  }[user.preferredLanguage];
  return accountMail(user, url, "verifyEmail", words);
}

export function resetMail(user: Addressee, url: string): AccountMail {
  const words = {
    en: {
      subject: "Choose a new password",
      heading: "Choose a new password",
      body: "Somebody asked to change the password of your Orbit account. The link works once, for one hour.",
      label: "Choose a new password",
      footer: "If it was not you, do nothing: your password stays as it is.",
    },
    ru: {
      subject: "Выберите новый пароль",
      heading: "Выберите новый пароль",
      body: "Кто-то запросил смену пароля вашей учётной записи Orbit. Ссылка сработает один раз, в течение часа.",
      label: "Выбрать новый пароль",
      footer: "Если это были не вы, ничего не делайте: пароль останется прежним.",
    },
  }[user.preferredLanguage];
  return accountMail(user, url, "resetPassword", words);
}

function accountMail(
  user: Addressee,
  url: string,
  kind: string,
  words: { subject: string; heading: string; body: string; label: string; footer: string },
): AccountMail {
  const composed = composeMail({
    language: user.preferredLanguage,
    heading: words.heading,
    paragraphs: [words.body],
    action: { label: words.label, url },
    footer: words.footer,
  });
  return { to: user.email, subject: words.subject, kind, ...composed };
}
