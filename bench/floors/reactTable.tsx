/** The floor of the front end: React and fifty fetched rows in a plain table, nothing else. */
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

interface Row {
  code: string;
  name: string;
  email: string;
  phone: string;
  status: string;
  owner: string;
  value: number;
}

function Table() {
  const [rows, setRows] = useState<Row[]>([]);
  useEffect(() => {
    void fetch("rows.json")
      .then(async (response) => (await response.json()) as Row[])
      .then(setRows);
  }, []);
  return (
    <table>
      <tbody>
        {rows.map((row) => (
          <tr key={row.code} data-row>
            {Object.values(row).map((value, column) => (
              <td key={column}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

createRoot(document.querySelector("#root")!).render(<Table />);
