// Codes of other systems, as gis/permits/foreign.py: told by their form, never opened,
// and no name or number leaves here but the last four digits.
export const OURS = /^VX[0-9]+:/;
const LONGEST = 4296;
const CARD =
  /^([0-9]{12})\|(?:(?:[0-9]{9}|[0-9]{12})?\|)?[^|]+\|[0-9]{8}\|[^|]+\|[^|]*(?:\|(?:[0-9]{8})?)?(?:\|[^|]*){0,4}$/;
const LINK = /^(?:https?:\/\/|www\.)([^/?#@ \t\r\n]*)(?:[/?#].*)?$/is;
const HOSTS = new Map([
  ["luongxanh.drvn.gov.vn", "green_lane"],
  ["vneid.gov.vn", "vneid"],
  ["suckhoe.dancuquocgia.gov.vn", "vneid"],
  ["dancuquocgia.gov.vn", "vneid"],
]);
const FORMS = [
  ["eu_dcc", /^HC1:/],
  ["nzcp", /^NZCP:\//],
  ["shc", /^shc:\//i],
  ["payment", /^00020[1-9]/],
  ["wifi", /^WIFI:/i],
  ["contact", /^(?:BEGIN:VCARD|MECARD:)/i],
  ["link", /^[a-z][a-z0-9+.-]{1,20}:/i],
];
const VISIBLE = /[^ \t\r\n]/;
const EDGES = /^[ \t\r\n]+|[ \t\r\n]+$/g;

// {system, facts}; null for a code of ours and for no text at all.
export function readForeign(text) {
  if (OURS.test(text) || !VISIBLE.test(text)) return null;
  if ([...text].length > LONGEST) return { system: "other", facts: {} };
  const bare = text.replace(EDGES, "");
  const card = CARD.exec(bare);
  if (card) return { system: "cccd", facts: { last4: card[1].slice(-4) } };
  const link = LINK.exec(text);
  if (link) {
    const host = link[1].toLowerCase().replace(/\.$/, "").split(":")[0].replace(/^www\./, "");
    return { system: HOSTS.get(host) ?? "link", facts: {} };
  }
  const system = FORMS.find(([, form]) => form.test(text))?.[0] ?? "other";
  return { system, facts: {} };
}
