// What happened to the things that hang on a customer, in words: the history shows them beside the record's own changes.
import { useCallback } from "react";
import { useFormat } from "../../i18n/format";
import { defineMessages, useMessages } from "../../i18n/messages";

const words = defineMessages({
  en: {
    "contacts.created": "added a contact",
    "contacts.updated": "changed a contact",
    "contacts.removed": "removed a contact",
    "contacts.restored": "brought a contact back",
    "interactions.logged": "logged an interaction",
    "interactions.updated": "corrected an interaction",
    "followUps.created": "planned a follow-up",
    "followUps.updated": "changed a follow-up",
    "followUps.assigned": "passed a follow-up on",
    "followUps.completed": "did a follow-up",
    "followUps.cancelled": "dropped a follow-up",
    "followUps.reopened": "opened a follow-up again",
    "quotes.created": "wrote a quote",
    "quotes.updated": "changed a quote",
    "quotes.sent": "sent a quote",
    "quotes.viewed": "opened a quote",
    "quotes.accepted": "accepted a quote",
    "quotes.rejected": "declined a quote",
    "quotes.expired": "let a quote run out",
    "quotes.assigned": "passed a quote on",
    "leads.created": "opened a lead",
    "leads.updated": "changed a lead",
    "leads.moved": "moved a lead",
    "leads.assigned": "passed a lead on",
    firstName: "First name",
    lastName: "Last name",
    title: "Title",
    department: "Department",
    mobile: "Mobile",
    isPrimary: "Primary contact",
    isDecisionMaker: "Decides about buying",
    isActive: "Active",
    subject: "Subject",
    description: "Description",
    outcome: "Outcome",
    interactionDate: "When",
    duration: "Minutes",
    contactMethod: "By",
    successful: "Reached",
    dueAt: "Due",
    quoteNumber: "Number",
    lines: "Lines",
    totalAmount: "Total",
    currency: "Currency",
    validUntil: "Valid until",
    paymentTerms: "Payment terms",
    deliveryTerms: "Delivery terms",
    respondedBy: "Answered by",
    rejectReason: "Reason",
    open: "open",
    done: "done",
    cancelled: "cancelled",
    draft: "draft",
    sent: "sent",
    viewed: "viewed",
    accepted: "accepted",
    rejected: "declined",
    expired: "expired",
  },
  ru: {
    "contacts.created": "добавление контакта",
    "contacts.updated": "изменение контакта",
    "contacts.removed": "контакт убран",
    "contacts.restored": "контакт возвращён",
    "interactions.logged": "запись взаимодействия",
    "interactions.updated": "исправление взаимодействия",
    "followUps.created": "назначен следующий шаг",
    "followUps.updated": "следующий шаг изменён",
    "followUps.assigned": "следующий шаг передан",
    "followUps.completed": "следующий шаг сделан",
    "followUps.cancelled": "следующий шаг отменён",
    "followUps.reopened": "следующий шаг снова открыт",
    "quotes.created": "составлено предложение",
    "quotes.updated": "предложение изменено",
    "quotes.sent": "предложение отправлено",
    "quotes.viewed": "предложение открыто",
    "quotes.accepted": "предложение принято",
    "quotes.rejected": "предложение отклонено",
    "quotes.expired": "предложение истекло",
    "quotes.assigned": "предложение передано",
    "leads.created": "открыт лид",
    "leads.updated": "лид изменён",
    "leads.moved": "лид передвинут",
    "leads.assigned": "лид передан",
    firstName: "Имя",
    lastName: "Фамилия",
    title: "Название",
    department: "Отдел",
    mobile: "Мобильный",
    isPrimary: "Основной контакт",
    isDecisionMaker: "Решает о покупке",
    isActive: "Активен",
    subject: "Тема",
    description: "Описание",
    outcome: "Итог",
    interactionDate: "Когда",
    duration: "Минут",
    contactMethod: "Как",
    successful: "Дозвонились",
    dueAt: "Срок",
    quoteNumber: "Номер",
    lines: "Строки",
    totalAmount: "Итого",
    currency: "Валюта",
    validUntil: "Действует до",
    paymentTerms: "Условия оплаты",
    deliveryTerms: "Условия поставки",
    respondedBy: "Ответил",
    rejectReason: "Причина",
    open: "открыт",
    done: "сделан",
    cancelled: "отменён",
    draft: "черновик",
    sent: "отправлено",
    viewed: "просмотрено",
    accepted: "принято",
    rejected: "отклонено",
    expired: "истекло",
  },
});

interface Change {
  field: string;
  from?: unknown;
  to?: unknown;
}

/** Words for entries of other tables than the customer's own; null where these know none. */
export function useNeighbourWords() {
  const said = useMessages(words) as Readonly<Record<string, string>>;
  const format = useFormat();
  const action = useCallback((entity: string, verb: string) => said[`${entity}.${verb}`] ?? null, [said]);
  const field = useCallback((name: string) => said[name] ?? null, [said]);
  const value = useCallback(
    (change: Change, at: unknown, all: readonly Change[]): string | null => {
      if (change.field === "dueAt" || change.field === "interactionDate") {
        return typeof at === "number" ? format.date(at, "dateTime") : null;
      }
      if (change.field === "validUntil") return typeof at === "string" ? format.day(at) : null;
      if (change.field === "lines") return Array.isArray(at) ? format.number(at.length) : null;
      if (change.field === "totalAmount" && typeof at === "number") {
        const currency = all.find((other) => other.field === "currency")?.to;
        return typeof currency === "string" ? format.money(at, currency) : null;
      }
      return change.field === "status" && typeof at === "string" ? (said[at] ?? null) : null;
    },
    [said, format],
  );
  return { action, field, value };
}
