// docs/performance.md: what a run found takes the place of what stands between two marks; what is written around it
// stays. The plots are files beside it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Results } from '../results.js';
import { byCase, cellsOf, formatNumber, roundsOf } from './cells.js';
import { listHops } from './hops.js';
import { makePlots } from './plots.js';
import { formatBound, formatVerdict } from './terminal.js';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const PLOTS = fileURLToPath(new URL('../../docs/performance', import.meta.url));
const [BEGIN, END] = ['<!-- npm run bench -- --docs: begin -->', '<!-- npm run bench -- --docs: end -->'];

/** @param run - as it is written to JSON. */
export function writeDocs(run, measurements) {
  const plots = makePlots(run.rows);
  mkdirSync(PLOTS, { recursive: true });
  for (const { file, svg } of plots) writeFileSync(`${PLOTS}/${file}.svg`, svg);
  const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : `# Performance\n\n${BEGIN}\n${END}\n`;
  const [from, to] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`${PAGE} has no lines "${BEGIN}" and "${END}"`);
  const found = formatRun(run, measurements, plots);
  writeFileSync(PAGE, `${before.slice(0, from)}${BEGIN}\n\n${found}\n${before.slice(to)}`);
}

function formatRun({ machine, quick, budgets, rows }, measurements, plots) {
  const { processor, cores, memoryGb, system, node, commit, at } = machine;
  const rounds = roundsOf(rows);
  const { length: noisy } = rows.filter((row) => row.noisy);
  const sections = [
    `${processor}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}; ${commit ?? 'no commit'}, ${at.slice(0, 10)}. ${
      quick ? 'A quick run: the figures are rough.' : `${formatRounds(rounds)}.`
    }${noisy > 0 ? ` ${noisy} rows are marked !: others worked meanwhile, they do not count.` : ''}`,
    '## Budgets',
    formatTable(
      ['', 'limit', 'found', ''],
      budgets.map((budget) => [
        `${budget.name}${budget.estimated ? ' (e)' : ''}: ${budget.what}`,
        formatBound(budget),
        budget.value === undefined ? '' : formatNumber(budget.value, 2),
        formatVerdict(budget),
      ]),
    ),
    ...formatHops(listHops(new Results(rows))),
    ...(plots.length === 0 ? [] : ['## As there are more']),
    ...plots.map(({ file, title }) => `![${title}](performance/${file}.svg)`),
    '## All figures',
    ...measurements.flatMap((measurement) => formatMeasurement(measurement, rows, rounds)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function formatHops(hops) {
  if (hops.length === 0) return [];
  const rows = hops.map(({ what, total, more }) => [what, formatNumber(more, 2), formatNumber(total, 2)]);
  return [
    '## Where the time of one message goes',
    formatTable(['one connection, p50', 'ms', 'in all'], rows),
  ];
}

function formatRounds(rounds) {
  return rounds === 1 ? 'One round' : `Medians of ${rounds} rounds`;
}

function formatMeasurement(measurement, rows, rounds) {
  const own = rows.filter((row) => row.measurement === measurement.name);
  if (own.length === 0) return [];
  const ownRounds = roundsOf(own);
  const cases = [...byCase(own)].flatMap(([name, ofCase]) => {
    const { head, body } = cellsOf(measurement, ofCase, ownRounds);
    const padded = body.map((cells) => [...cells, ...Array(head.length - cells.length).fill('')]);
    return [`**${name}**`, formatTable(head, padded)];
  });
  const fewer = ownRounds > 0 && ownRounds < rounds ? [`${formatRounds(ownRounds)} only.`] : [];
  return [`### ${measurement.title}`, ...fewer, ...cases];
}

function formatTable(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|---|${head
    .slice(1)
    .map(() => '--:|')
    .join('')}`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
