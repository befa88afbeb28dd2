// Import in the palette and the address; customers and the first steps link here.
import { UploadIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "imports",
  routes: [
    { path: "import", lazy: () => import("./ImportPage"), permission: "imports:run" },
    { path: "import/:importId", lazy: () => import("./ImportResultPage"), permission: "imports:run" },
  ],
  commands: [
    {
      id: "imports.new",
      order: 20,
      label: { en: "Import customers", ru: "Импорт клиентов" },
      keywords: "csv upload file excel загрузить файл",
      icon: <UploadIcon aria-hidden />,
      permission: "imports:run",
      run: ({ go }) => go("import"),
    },
    {
      id: "imports.leads",
      label: { en: "Import leads", ru: "Импорт лидов" },
      keywords: "csv upload file excel загрузить файл",
      icon: <UploadIcon aria-hidden />,
      permission: "imports:run",
      module: "leads",
      run: ({ go }) => go("import?as=leads"),
    },
    {
      id: "imports.contacts",
      label: { en: "Import contacts", ru: "Импорт контактов" },
      keywords: "csv upload file excel people загрузить файл люди",
      icon: <UploadIcon aria-hidden />,
      permission: "imports:run",
      run: ({ go }) => go("import?as=contacts"),
    },
  ],
};
