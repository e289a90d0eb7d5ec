// The grid of scores moves like a spreadsheet: arrows, Enter, Shift+Enter and Escape. The cells stay ordinary inputs;
// Tab, typing and everything a screen reader does with a form are the browser's own. Going up and down passes over the
// parts of EIT, which are rarely published, so that ten scores each followed by Enter land in the ten indicators.
document.addEventListener("DOMContentLoaded", () => {
  const grid = document.getElementById("score-grid");
  if (!grid || !grid.querySelector("input:enabled")) return;
  const help = document.getElementById("keys-help");
  if (help) help.hidden = false;
  const lines = [...grid.querySelectorAll("tr[data-row]")];
  const rows = lines.map((row) => [...row.querySelectorAll("input")]);
  const place = new Map();
  rows.forEach((cells, y) => cells.forEach((cell, x) => place.set(cell, [x, y])));
  let before = "";  // the focused cell's value when it was entered

  const go = (cell, dx, dy) => {
    const [x, y] = place.get(cell);
    let to = y + dy;
    while (dy && lines[to]?.dataset.row === "parts") to += dy;
    const next = rows[to]?.[x + dx];
    if (next) next.focus();
    return Boolean(next);
  };
  const allSelected = (cell) => cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const caretAt = (cell, end) => allSelected(cell)
    || (cell.selectionStart === cell.selectionEnd && cell.selectionStart === (end ? cell.value.length : 0));

  grid.addEventListener("focusin", (event) => {
    if (!place.has(event.target)) return;
    before = event.target.value;
    event.target.select();
  });
  // A click into a cell selects its content too: the browser would set the caret when the button is let go.
  let entered = null;
  grid.addEventListener("mousedown", (event) => {
    entered = place.has(event.target) && event.target !== document.activeElement ? event.target : null;
  });
  grid.addEventListener("mouseup", (event) => {
    if (entered === event.target && entered.selectionStart === entered.selectionEnd) entered.select();
    entered = null;
  });

  grid.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!place.has(cell) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key !== "Enter") return;
    let handled = true;
    switch (event.key) {
      case "ArrowUp": go(cell, 0, -1); break;
      case "ArrowDown": go(cell, 0, 1); break;
      case "Enter": go(cell, 0, event.shiftKey ? -1 : 1); break;  // never sends the form
      case "ArrowLeft": handled = caretAt(cell, false) && go(cell, -1, 0); break;
      case "ArrowRight": handled = caretAt(cell, true) && go(cell, 1, 0); break;
      case "Escape":
        handled = cell.value !== before;
        if (handled) {
          cell.value = before;
          cell.dispatchEvent(new Event("input", { bubbles: true }));
          cell.select();
        }
        break;
      default: handled = false;
    }
    if (handled) event.preventDefault();
  });
});
