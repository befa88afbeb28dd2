// The design page's controls: everything a person presses or fills in.
import { useState } from "react";
import {
  ArchiveIcon,
  CopyIcon,
  DotsHorizontalIcon,
  MagnifyingGlassIcon,
  Pencil1Icon,
  PlusIcon,
  TrashIcon,
} from "@radix-ui/react-icons";
import { Avatar, AvatarStack, Person } from "../../ui/Avatar";
import { Badge, StatusBadge, type Role } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Switch } from "../../ui/Switch";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { DateField, DateTimeField } from "../../ui/DateField";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { Kbd } from "../../ui/Kbd";
import { Menu } from "../../ui/Menu";
import { MoneyField } from "../../ui/MoneyField";
import { PhoneField } from "../../ui/PhoneField";
import { Popover } from "../../ui/Popover";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { MultiSelect, TagInput } from "../../ui/TagInput";
import { Tag, TagList } from "../../ui/Tag";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { JobList } from "../../ui/Tray";

const grid = {
  display: "grid",
  gridTemplateColumns: "repeat(auto-fill, minmax(260px, 1fr))",
  gap: 20,
} as const;
const wrap = { display: "flex", flexWrap: "wrap", gap: 8, alignItems: "center" } as const;

export function Actions() {
  return (
    <div style={wrap}>
      <Button look="primary" icon={<PlusIcon aria-hidden />}>
        New customer
      </Button>
      <Button>Export</Button>
      <Button look="ghost">Cancel</Button>
      <Button look="danger">Erase for ever</Button>
      <Button look="primary" busy>
        Saving
      </Button>
      <Button disabled>Disabled</Button>
      <Button size="small">Small</Button>
      <IconButton label="Edit" shortcut="E">
        <Pencil1Icon aria-hidden />
      </IconButton>
      <Menu
        items={[
          { label: "Edit", icon: <Pencil1Icon aria-hidden />, shortcut: "E", onSelect: () => undefined },
          { label: "Copy link", icon: <CopyIcon aria-hidden />, onSelect: () => undefined },
          { label: "Archive", icon: <ArchiveIcon aria-hidden />, disabled: true, onSelect: () => undefined },
          "line",
          { label: "Erase", icon: <TrashIcon aria-hidden />, danger: true, onSelect: () => undefined },
        ]}
        trigger={(trigger) => (
          <IconButton {...trigger} label="More actions" shortcut=".">
            <DotsHorizontalIcon aria-hidden />
          </IconButton>
        )}
      />
      <Kbd keys="Mod+K" />
      <Kbd keys="G C" />
    </div>
  );
}

const people: ComboOption[] = ["Nadia Kim", "Tom Alder", "Zhanna Orlova", "Luis Prado"].map((name) => ({
  value: name,
  label: name,
  note: `${name.split(" ")[0]?.toLowerCase()}@example.com`,
  icon: <Avatar name={name} round />,
}));

export function Fields() {
  const [status, setStatus] = useState<"active" | "lead" | null>("active");
  const [owner, setOwner] = useState<ComboOption | null>(people[0] ?? null);
  const [several, setSeveral] = useState<ComboOption[]>(people.slice(1, 2));
  const [tags, setTags] = useState(["honeymoon", "returning"]);
  const [day, setDay] = useState<string | null>("2026-03-14");
  const [instant, setInstant] = useState<number | null>(Date.UTC(2026, 2, 14, 15, 30));
  const [sum, setSum] = useState<number | null>(129_950);
  const [phone, setPhone] = useState("8 701 234 56 78");
  return (
    <div style={grid}>
      <FormField label="Name" required>
        <TextField defaultValue="Alma Reyes" />
      </FormField>
      <FormField label="E-mail" error="Enter an e-mail like name@example.com">
        <TextField defaultValue="alma@" />
      </FormField>
      <FormField label="Website" optional help="Shown on quotes.">
        <TextField placeholder="https://" />
      </FormField>
      <FormField label="Search">
        <TextField before={<MagnifyingGlassIcon aria-hidden />} placeholder="Name, phone or code" />
      </FormField>
      <FormField label="Status">
        <Select
          value={status}
          onChange={setStatus}
          options={[
            { value: "active", label: "Active" },
            { value: "lead", label: "Lead" },
          ]}
        />
      </FormField>
      <FormField label="Owner">
        <Combobox value={owner} onChange={setOwner} options={people} clearable />
      </FormField>
      <FormField label="Team">
        <MultiSelect value={several} onChange={setSeveral} options={people} />
      </FormField>
      <FormField label="Tags">
        <TagInput value={tags} onChange={setTags} suggestions={["agency", "vip"]} />
      </FormField>
      <FormField label="Birthday">
        <DateField value={day} onChange={setDay} />
      </FormField>
      <FormField label="Call at">
        <DateTimeField value={instant} onChange={setInstant} />
      </FormField>
      <FormField label="Budget">
        <MoneyField value={sum} onChange={setSum} currency="USD" />
      </FormField>
      <FormField label="Phone">
        <PhoneField value={phone} onChange={setPhone} country="KZ" />
      </FormField>
      <FormField label="Notes">
        <TextArea defaultValue="Prefers mornings." />
      </FormField>
      <FormField label="Locked">
        <TextField disabled defaultValue="CUS-001" />
      </FormField>
      <div className="stack">
        <Checkbox defaultChecked>Send a copy</Checkbox>
        <Checkbox indeterminate help="Some of them have it">
          Newsletter
        </Checkbox>
        <Switch defaultChecked>Show to the team</Switch>
        <Switch>Off</Switch>
      </div>
    </div>
  );
}

const ROLES: Role[] = ["positive", "warning", "danger", "info", "neutral", "live"];

export function Labels() {
  return (
    <div className="stack">
      <div style={wrap}>
        {ROLES.map((role) => (
          <StatusBadge key={role} role={role}>
            {role}
          </StatusBadge>
        ))}
        {ROLES.map((role) => (
          <StatusBadge key={role} role={role} plain>
            {role}
          </StatusBadge>
        ))}
        <Badge role="live">3 new</Badge>
      </div>
      <div style={wrap}>
        <Tag>honeymoon</Tag>
        <Tag onRemove={() => undefined}>removable</Tag>
        <TagList tags={["group", "spring", "vip", "returning"]} />
        <Person name="Nadia Kim" />
        <Person name={null} nobody="No owner" />
        <AvatarStack names={["Nadia Kim", "Tom Alder", "Zhanna Orlova", "Luis Prado", "Ines Duarte", "Bo"]} />
        {["Alma", "Bea", "Caro", "Дина", "Eli", "Farid"].map((name) => (
          <Avatar key={name} name={name} size="medium" />
        ))}
        <Avatar name="Bluewater Tours" size="large" />
      </div>
    </div>
  );
}

export function Floating() {
  const [open, setOpen] = useState<"dialog" | "confirm" | "sheet" | null>(null);
  const close = () => setOpen(null);
  return (
    <div style={wrap}>
      <Button onClick={() => setOpen("dialog")}>Dialog</Button>
      <Button onClick={() => setOpen("confirm")}>Confirm</Button>
      <Button onClick={() => setOpen("sheet")}>Form sheet</Button>
      <Popover label="Work" trigger={(trigger) => <Button {...trigger}>Popover</Button>}>
        <JobList
          jobs={[
            {
              id: "1",
              title: "Import customers.csv",
              progress: 0.42,
              rate: 310,
              leftMs: 95_000,
              onCancel: () => undefined,
            },
            { id: "2", title: "Recompute value", progress: 1, result: "2,104 customers" },
          ]}
        />
      </Popover>
      <Button
        onClick={() =>
          toast("Alma Reyes deactivated", {
            duration: 60_000,
            action: { label: "Undo", onClick: () => undefined },
          })
        }
      >
        Toast with undo
      </Button>
      <Button
        onClick={() =>
          toast("The server cannot be reached", {
            role: "danger",
            description: "Check the connection and try again.",
          })
        }
      >
        Failed toast
      </Button>
      <Dialog
        open={open === "dialog"}
        onClose={close}
        title="Send quote Q-2026-014"
        description="It goes to alma@example.com with a link to accept it."
      >
        <FormField label="Message" optional>
          <TextArea />
        </FormField>
        <FormActions start={<Button look="ghost">Preview</Button>}>
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" onClick={close}>
            Send quote
          </Button>
        </FormActions>
      </Dialog>
      <ConfirmDialog
        open={open === "confirm"}
        onClose={close}
        title="Erase Alma Reyes for ever"
        action="Erase"
        typed={{ label: "Type the customer's code, CUS-001", value: "CUS-001" }}
        onConfirm={() => Promise.reject(new Error("Erasing is refused while an invoice is open."))}
      >
        Her record, 14 interactions and 3 quotes will be gone. This cannot be undone.
      </ConfirmDialog>
      <Sheet
        open={open === "sheet"}
        onClose={close}
        title="New customer"
        modal
        footer={
          <FormActions>
            <Button onClick={close}>Cancel</Button>
            <Button look="primary">Add customer</Button>
          </FormActions>
        }
      >
        <div className="stack">
          <FormField label="Name" required>
            <TextField />
          </FormField>
          <FormField label="Owner">
            <Combobox value={null} onChange={() => undefined} options={people} />
          </FormField>
        </div>
      </Sheet>
    </div>
  );
}
