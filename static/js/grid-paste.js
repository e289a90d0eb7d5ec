// Cells copied from a spreadsheet fill the grid from the focused cell on. What does not fit is said, never dropped in
// silence, and one press undoes the whole. Figures go in as they were copied: the server reads them, as typed ones.
document.addEventListener("DOMContentLoaded", () => {
  const grid = document.getElementById("score-grid");
  const said = document.getElementById("edit-message");
  const undo = document.getElementById("undo-paste");
  if (!grid || !said || !undo) return;
  const thai = (count) => String(count).replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)));
  let pasted = null;  // [cell, value before] of the last paste
  let untouched = false;  // nothing was typed since

  // Rows of cells from tab-separated text; a quoted cell may hold tabs, line ends and doubled quotes.
  const parse = (text) => {
    const rows = [[]];
    const pattern = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const cell = match[1] === undefined ? match[2] : match[1].replaceAll('""', '"');
      rows.at(-1).push(cell.replace(/[\s\u00a0\u200b-\u200f\ufeff]+/g, " ").trim());
      if (match[3] === "" || pattern.lastIndex >= text.length) break;
      if (match[3] !== "\t") rows.push([]);
    }
    return rows;
  };
  const isFigure = (cell) => /^[+-]?[\p{Nd}.,\uff0e ]*\p{Nd}[\p{Nd}.,\uff0e %\uff05]*$/u.test(cell);
  const number = (cell) => Number([...cell].map((char) => {
    const code = char.codePointAt(0);
    for (const zero of [0x0e50, 0xff10]) if (code >= zero && code <= zero + 9) return code - zero;
    return char;
  }).join(""));
  const column = (rows, x) => rows.map((row) => row[x] ?? "");

  // The figures of a copied block: without headings above them, columns of words, and the numbers that count the rows.
  const figures = (rows) => {
    const first = rows.findIndex((row) => row.some(isFigure));
    if (first < 0) return rows;
    const kept = rows.slice(first);
    const width = Math.max(...kept.map((row) => row.length));
    const columns = [...Array(width).keys()].filter((x) => column(kept, x).some(isFigure));
    const counts = kept.length > 1 && column(kept, columns[0]).every((cell, y) => number(cell) === y + 1);
    if (columns.length > 1 && counts) columns.shift();
    return kept.map((row) => columns.map((x) => row[x] ?? ""));
  };
  const filled = (rows) => rows.flat().filter((cell) => cell !== "").length;

  // Where each value goes. Scores go down the indicators, past the EIT parts; a row that is too wide goes down as well.
  const placed = (values, cell) => {
    const kind = cell.closest("tr").dataset.row;
    const rows = [...grid.querySelectorAll(`tr[data-row="${kind}"]`)].map((row) => [...row.querySelectorAll("input")]);
    const y0 = rows.findIndex((row) => row.includes(cell));
    const x0 = rows[y0].indexOf(cell);
    const width = rows[y0].length - x0;
    let block = values;
    if (values.length === 1 && values[0].length > width) block = values[0].map((value) => [value]);
    if (kind === "parts" && values.length > 1 && values.every((row) => row.length === 1)) block = [values.flat()];
    const pairs = [];
    block.forEach((row, y) => row.forEach((value, x) => {
      const target = x < width ? rows[y0 + y]?.[x0 + x] : undefined;
      if (target && !target.disabled) pairs.push([target, value]);
    }));
    return pairs;
  };
  const put = (pairs) => {
    for (const [cell, value] of pairs) cell.value = value;
    grid.dispatchEvent(new Event("input", { bubbles: true }));
  };

  grid.addEventListener("paste", (event) => {
    const cell = event.target.closest("input");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const rows = parse(text);
    if (!cell || filled(rows) < 2) return;  // one value is pasted by the browser
    event.preventDefault();
    const pairs = placed(figures(rows), cell);
    const left = filled(rows) - pairs.filter(([, value]) => value !== "").length;
    pasted = pairs.map(([target]) => [target, target.value]);
    put(pairs);
    untouched = true;
    undo.hidden = false;
    said.textContent = `วางแล้ว ${thai(pairs.length)} ช่อง`
      + (left ? ` เหลือ ${thai(left)} ค่าที่ไม่ได้วาง เพราะเป็นหัวตาราง ข้อความ หรือไม่มีช่องรองรับ` : "");
  });
  const restore = () => {
    const count = pasted.length;
    put(pasted);
    pasted[0]?.[0].focus();
    pasted = null;
    untouched = false;
    undo.hidden = true;
    said.textContent = `เลิกทำการวางแล้ว คืนค่าเดิม ${thai(count)} ช่อง`;
  };
  undo.addEventListener("click", restore);
  grid.addEventListener("input", (event) => {
    if (event.target !== grid) untouched = false;
  });
  grid.addEventListener("keydown", (event) => {
    const pressed = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.code === "KeyZ";
    if (!pressed || !pasted || !untouched) return;
    event.preventDefault();
    restore();
  });
});
