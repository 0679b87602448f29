// Tables sorted by a press on a heading: the same buttons, the same marks.
const table = { column: "", down: false };

// `ranks` gives for each column a rank of a row, or null where none can be sorted by.
function buildHeads(ranks, column, showRows) {
  table.column = column;
  for (const head of document.querySelectorAll("#table th")) {
    const name = head.dataset.column;
    if (!ranks[name]) continue;
    const sort = () => {
      table.down = table.column === name && !table.down;
      table.column = name;
      showRows();
    };
    const button = make("button", { type: "button", onclick: sort }, ...head.childNodes);
    if (head.dataset.word) button.dataset.word = head.dataset.word;
    delete head.dataset.word;
    head.replaceChildren(button);
  }
}

function sortRows(rows, rank, tie) {
  return rows.sort((a, b) => (table.down ? -1 : 1) * (rank(a) - rank(b)) || tie(a) - tie(b));
}

function markSorted() {
  for (const head of document.querySelectorAll("#table th")) {
    const sorted = head.dataset.column === table.column;
    head.setAttribute("aria-sort", sorted ? (table.down ? "descending" : "ascending") : "none");
  }
}
