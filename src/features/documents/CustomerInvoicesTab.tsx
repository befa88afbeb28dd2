// The customer's invoices: the documents of that type on a tab of their own (DOC-09).
import type { CustomerPartProps } from "../customers/openCustomer";
import { CustomerDocumentsTab } from "./CustomerDocumentsTab";

export default function CustomerInvoicesTab(props: CustomerPartProps) {
  return <CustomerDocumentsTab {...props} only="invoice" />;
}
