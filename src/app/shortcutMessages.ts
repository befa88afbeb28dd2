// The words of the sheet of keys.
import { defineMessages } from "../i18n/messages";

export const shortcutMessages = defineMessages({
  en: {
    general: "Everywhere",
    list: "In lists",
    moveRows: "Next and previous row",
    openRow: "Open the row",
    selectRow: "Select the row",
    moveCells: "Next and previous cell",
    editCell: "Change the cell",
    rowActions: "Actions of the row",
    back: "Close, or step back",
  },
  ru: {
    general: "Везде",
    list: "В списках",
    moveRows: "Следующая и предыдущая строка",
    openRow: "Открыть строку",
    selectRow: "Выбрать строку",
    moveCells: "Следующая и предыдущая ячейка",
    editCell: "Изменить ячейку",
    rowActions: "Действия со строкой",
    back: "Закрыть или вернуться",
  },
});
