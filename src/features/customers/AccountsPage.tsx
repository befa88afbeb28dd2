// The customers that are one's own, changing by themselves when a manager assigns (TEN-27).
import { CustomerListPage } from "./CustomerListPage";

export default function AccountsPage() {
  return <CustomerListPage name="accounts" mine />;
}
