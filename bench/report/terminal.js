// The table as it is printed, a block for each case. Pure.
import { byCase, cellsOf, formatNumber, roundsOf } from './cells.js';

/** @param results - rows; @param measurements - those that were run. */
export function formatTable(results, measurements) {
  return measurements
    .flatMap((measurement) => {
      const rows = results.filter((row) => row.measurement === measurement.name);
      return [...byCase(rows)].map(([name, ofCase]) => formatCase(measurement, name, ofCase, roundsOf(rows)));
    })
    .join('\n');
}

function formatCase(measurement, name, rows, rounds) {
  const { head, body } = cellsOf(measurement, rows, rounds);
  const aligned = body.filter(({ length }) => length === head.length);
  const widths = head.map((text, column) =>
    Math.max(text.length, ...aligned.map((cells) => cells[column].length), column === 0 ? 30 : 0),
  );
  const line = ([first, ...others]) =>
    `  ${[first.padEnd(widths[0]), ...others.map((text, index) => text.padStart(widths[index + 1]))].join('  ')}`;
  const failed = ([target, why]) => `  ${target.padEnd(widths[0])}  ${why}`;
  const lines = body.map((cells) => (cells.length === head.length ? line(cells) : failed(cells)));
  return `${measurement.title}: ${name}\n${[line(head), ...lines].join('\n')}\n`;
}

export function formatBudgets(checked) {
  const lines = checked.map((budget) => {
    const { name, what, value, estimated } = budget;
    const shown = value === undefined ? '' : formatNumber(value, 2);
    const [verdict, bound] = [formatVerdict(budget), formatBound(budget)];
    return `  ${verdict.padEnd(13)}  ${shown.padStart(8)}  ${bound.padEnd(8)}  ${name}${estimated ? ' (e)' : ''}: ${what}`;
  });
  return `Budgets\n${lines.join('\n')}\n`;
}

/** Marked as the rows are that it comes from. */
export function formatVerdict({ met, mark, noisy }) {
  if (met === undefined) return 'not measured';
  const verdict = met ? 'met' : mark ? 'not reached' : 'MISSED';
  return noisy ? `${verdict} !` : verdict;
}

export function formatBound({ most, least }) {
  return most === undefined ? `≥ ${least}` : `≤ ${most}`;
}
