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
    rowOwner: "Change the owner of the row",
    rowTags: "Change the tags of the row",
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
    rowOwner: "Сменить ответственного в строке",
    rowTags: "Изменить метки в строке",
    rowActions: "Действия со строкой",
    back: "Закрыть или вернуться",
  },
});
