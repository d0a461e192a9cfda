// `npm run bench`: what the emulator costs, beside what it cannot cost less than and beside its peers, all in one run.
// Each target is a process of its own, the load generator another. `--help` says what can be chosen.
import { writeFileSync } from 'node:fs';
import { checkBudgets } from './budgets.js';
import { readFlags } from './flags.js';
import { runMeasurements } from './harness/run.js';
import { canMeasureUsage } from './harness/usage.js';
import { describeMachine } from './machine.js';
import { writeDocs } from './report/docs.js';
import { formatBudgets, formatTable } from './report/terminal.js';
import { SDK_VARIABLES } from './targets/variables.js';

// For the SDK in this process, before it is used.
Object.assign(process.env, SDK_VARIABLES);
const flags = readFlags(process.argv);
const machine = flags.resume?.machine ?? describeMachine();
const measurements = flags.measurements.filter(({ linux }) => !linux || canMeasureUsage);
if (!canMeasureUsage) {
  const without = flags.measurements.filter(({ linux }) => linux).map(({ name }) => name);
  console.error(`Without /proc: no CPU, no memory, nobody else's work, and not ${without.join(', ')}.`);
}

const rows = await runMeasurements(measurements, flags.targets, {
  ...flags,
  onRow: progress,
  onMeasurement: ({ name }, round) => note(`round ${round} of ${flags.rounds}: ${name}`),
  onDone(measurement, found) {
    progress('');
    if (found.length > 0) console.log(formatTable(found, [measurement]));
  },
});
const budgets = checkBudgets(rows);
console.log(formatBudgets(budgets));
const noisy = rows.filter((row) => row.noisy).length;
if (noisy > 0) console.log(`${noisy} rows are marked !: others worked meanwhile, do not count on them.`);
console.log(`Took ${seconds()} s.`);

const run = { machine, quick: flags.quick, rounds: flags.rounds, budgets, rows };
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(run, undefined, 2)}\n`);
if (flags.docs) writeDocs(run, measurements);
if (flags.check && budgets.some(({ met, mark, noisy }) => met === false && !mark && !noisy))
  process.exitCode = 1;

function seconds() {
  return Math.round(performance.now() / 1000);
}

/** A line for whoever reads a file later; a terminal has shown it already. */
function note(text) {
  if (!process.stderr.isTTY && !flags.quick) console.error(`${text}, ${seconds()} s`);
}

/** On one line of a terminal, which the next replaces; elsewhere nothing. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
