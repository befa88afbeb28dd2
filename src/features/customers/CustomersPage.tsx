// All customers one may see.
import { CustomerListPage } from "./CustomerListPage";

export default function CustomersPage() {
  return <CustomerListPage name="customers" />;
}
