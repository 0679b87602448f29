// What is written beside the drawing: name, reason, clause, people in charge, review.
import { el, say } from "./desk.js";

const LINES = [
  ["name", { required: true, maxlength: 200 }],
  ["reason", { area: true, maxlength: 2000 }],
  ["clause", { maxlength: 200 }],
  ["basis", { area: true, maxlength: 2000 }],
];

export function makeForm({ form, onChange }) {
  const fields = {};
  const input = (name, more, word = name) => {
    const { area, ...rest } = more;
    const made = el(area ? "textarea" : "input", { id: `f-${name}`, name, autocomplete: "off", ...(area ? { rows: 3 } : { type: "text" }), ...rest });
    fields[name] = made;
    made.addEventListener("input", () => onChange());
    return el("label", { for: made.id }, say(`form-${word}`), made);
  };
  const person = (who) => el("fieldset", {}, el("legend", {}, say(`form-${who}`)),
    input(`${who}.name`, { maxlength: 200 }, "person-name"), input(`${who}.office`, { maxlength: 200 }, "person-office"));
  form.append(
    ...LINES.map(([name, more]) => input(name, more)),
    person("head"), person("deputy"),
    input("review_day", { type: "date" }));
  form.addEventListener("submit", (event) => event.preventDefault());

  return {
    read() {
      const value = (name) => fields[name].value.trim();
      const who = (name) => ({ name: value(`${name}.name`), office: value(`${name}.office`) });
      return {
        name: value("name"), reason: value("reason"), clause: value("clause"), basis: value("basis"),
        head: who("head"), deputy: who("deputy"), review_day: value("review_day") || null,
      };
    },
    // A field that somebody is in keeps what is typed in it.
    fill(content, { gently = false } = {}) {
      for (const [name, field] of Object.entries(fields)) {
        if (gently && field === document.activeElement) continue;
        const [first, second] = name.split(".");
        const value = second ? content[first]?.[second] : content[first];
        field.value = value ?? "";
      }
    },
    allow(may) {
      for (const field of Object.values(fields)) field.readOnly = !may;
    },
  };
}
