// Number plates as they are compared, as gis/permits/plates.py: one run of capitals and
// digits; "" where it is no plate.
const BETWEEN = /[ \t\n\r.,·_/\u00a0\u2010-\u2015\u2212-]/g;
const PLATE = /^(?=.*[A-Za-z])(?=(?:.*[0-9]){2})[0-9A-Za-z]{4,11}$/;

export function normalisePlate(text) {
  const bare = text.normalize("NFKC").replace(/[Đđ]/g, "D").replace(BETWEEN, "");
  return PLATE.test(bare) ? bare.toUpperCase() : "";
}
