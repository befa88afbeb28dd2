/** Built-in words of the form in the visitor's language; the element carries none. */

export const formLanguages = ["en", "ru", "de"] as const;
export type FormLanguage = (typeof formLanguages)[number];

export interface FormWords {
  readonly labels: Readonly<Record<"name" | "email" | "phone" | "company" | "message", string>>;
  readonly submit: string;
  readonly sending: string;
  readonly success: string;
  readonly optional: string;
  readonly choose: string;
  /** Heading above the list of errors. */
  readonly check: string;
  readonly required: string;
  readonly email: string;
  readonly phone: string;
  readonly tooLong: string;
  readonly eitherContact: string;
  readonly consent: string;
  readonly failed: string;
  readonly slowDown: string;
  readonly disabled: string;
  readonly refused: string;
  /** Label of the trap, for people whose reader shows it all the same. */
  readonly trap: string;
}

export const formWords: Record<FormLanguage, FormWords> = {
  en: {
    labels: { name: "Name", email: "E-mail", phone: "Phone", company: "Company", message: "Message" },
    submit: "Send",
    sending: "Sending…",
    success: "Thank you. We will get back to you soon.",
    optional: "optional",
    choose: "Choose…",
    check: "Please check the form",
    required: "Fill this in",
    email: "Enter an e-mail address like name@example.com",
    phone: "Enter a phone number with 7 to 15 digits",
    tooLong: "Shorten this text",
    eitherContact: "Primary phone or email is required",
    consent: "Please agree before sending",
    failed: "This could not be sent. Check your connection and try again.",
    slowDown: "Too many tries. Wait a minute and send again.",
    disabled: "This form is closed at the moment. Please contact us another way.",
    refused: "This form does not work on this page. Please contact us another way.",
    trap: "Leave this empty",
  },
  ru: {
    labels: { name: "Имя", email: "Эл. почта", phone: "Телефон", company: "Компания", message: "Сообщение" },
    submit: "Отправить",
    sending: "Отправляем…",
    success: "Спасибо. Мы скоро свяжемся с вами.",
    optional: "необязательно",
    choose: "Выберите…",
    check: "Проверьте форму",
    required: "Заполните это поле",
    email: "Введите адрес вида name@example.com",
    phone: "Введите номер телефона из 7–15 цифр",
    tooLong: "Сократите текст",
    eitherContact: "Укажите телефон или эл. почту",
    consent: "Нужно ваше согласие",
    failed: "Не удалось отправить. Проверьте соединение и попробуйте ещё раз.",
    slowDown: "Слишком много попыток. Подождите минуту и отправьте снова.",
    disabled: "Форма сейчас закрыта. Свяжитесь с нами другим способом.",
    refused: "На этой странице форма не работает. Свяжитесь с нами другим способом.",
    trap: "Оставьте пустым",
  },
  de: {
    labels: { name: "Name", email: "E-Mail", phone: "Telefon", company: "Firma", message: "Nachricht" },
    submit: "Senden",
    sending: "Wird gesendet…",
    success: "Danke. Wir melden uns bald.",
    optional: "optional",
    choose: "Bitte wählen…",
    check: "Bitte prüfen Sie das Formular",
    required: "Bitte ausfüllen",
    email: "Geben Sie eine Adresse wie name@example.com ein",
    phone: "Geben Sie eine Telefonnummer mit 7 bis 15 Ziffern ein",
    tooLong: "Bitte kürzen",
    eitherContact: "Telefon oder E-Mail wird gebraucht",
    consent: "Bitte stimmen Sie vor dem Senden zu",
    failed: "Das Senden ist nicht gelungen. Prüfen Sie die Verbindung und versuchen Sie es erneut.",
    slowDown: "Zu viele Versuche. Warten Sie eine Minute und senden Sie noch einmal.",
    disabled: "Das Formular ist zurzeit geschlossen. Bitte melden Sie sich auf anderem Weg.",
    refused: "Auf dieser Seite geht das Formular nicht. Bitte melden Sie sich auf anderem Weg.",
    trap: "Bitte leer lassen",
  },
};

/** The first wish that is spoken here, else the form's own language. */
export function formLanguage(wish: string | null, own: FormLanguage): FormLanguage {
  const wanted = (wish ?? "").toLowerCase().split("-")[0];
  return formLanguages.find((language) => language === wanted) ?? own;
}
