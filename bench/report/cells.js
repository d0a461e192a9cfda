// Figures as text. Pure.

/** Ratios are to these, where they were measured in the same case. */
const FLOORS = ['bare ws', 'inline floor', 'worker floor'];

export function formatNumber(value, digits) {
  if (value === undefined || Number.isNaN(value)) return '';
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Of the row that had the most; those that had fewer say so. */
export function roundsOf(rows) {
  return Math.max(...rows.map(({ counted }) => counted));
}

/**
 * The cells of one case: a head, then a row for each target.
 *
 * @param rows - of one measurement and one case. @param rounds - of the measurement.
 */
export function cellsOf(measurement, rows, rounds) {
  const measured = rows.filter(({ figures }) => figures !== undefined);
  const shown = Object.entries(measurement.figures).filter(([name, { unlessZero }]) =>
    measured.some(({ figures }) => figures[name] !== undefined && !(unlessZero && figures[name] === 0)),
  );
  const main = ({ figures }) => figures?.[measurement.main];
  const floors = measured.filter(({ target }) => FLOORS.includes(target));
  const head = [
    '',
    ...shown.map(([, { label }]) => label),
    ...floors.map(({ target }) => `× ${target}`),
    'elsewhere',
  ];
  const body = rows.map((row) => {
    if (row.figures === undefined) return [row.target, row.error ?? 'not measured'];
    const figures = shown.map(([name, { digits }]) => formatNumber(row.figures[name], digits));
    const ratios = floors.map((floor) => formatNumber(main(row) / main(floor), 2));
    return [nameOf(row, rounds), ...figures, ...ratios, elsewhereOf(row)];
  });
  return { head, body };
}

/** With what the row lacks: others had more `rounds`, or it has failed after its figures. */
function nameOf({ target, counted, error }, rounds) {
  const fewer = counted < rounds ? [`${counted} of ${rounds} rounds`] : [];
  const marks = [...fewer, ...(error === undefined ? [] : [`then: ${error}`])];
  return marks.length === 0 ? target : `${target} (${marks.join(', ')})`;
}

/** CPU that others used meanwhile; marked where it was too much for the figures to count. */
function elsewhereOf({ elsewhere, noisy }) {
  return `${formatNumber(elsewhere, 2)}${noisy ? ' !' : ''}`;
}

/** Rows by case, in the order in which they were measured. */
export function byCase(rows) {
  return Map.groupBy === undefined ? group(rows) : Map.groupBy(rows, (row) => row.case);
}

function group(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.case, [...(groups.get(row.case) ?? []), row]);
  return groups;
}
