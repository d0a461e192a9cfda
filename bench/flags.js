// The command line of the benchmark.
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { measurements } from './measurements/list.js';
import { CONTRACT, listTargets } from './targets/list.js';

/** When no further row is begun, minutes. */
const QUICK_MINUTES = 0.9;
const MOST_MINUTES = 150;

/** @returns `quick`, `rounds`, `json`, `docs`, `check`, `minutes`, `attempts`, `resume`, and the chosen `targets` and `measurements`. */
export function readFlags(argv) {
  const names = measurements.map(({ name }) => name);
  const command = new Command('npm run bench --')
    .description('compares the emulator with the floors and its peers, and holds it to its budgets')
    .option('--quick', 'under a minute: small counts, one round, no peers; the figures are rough')
    .option('--rounds <n>', 'rounds of which the median is taken (default: 3)', toCount)
    .option('--attempts <n>', 'at a round in which others worked too (default: 3)', toCount)
    .option('--minutes <n>', 'begin nothing more after this time (default: 150)', toCount)
    .option(
      '--resume <file>',
      'what --json wrote of a run that was ended early: only what is missing is measured',
      toRun,
    )
    .option('--only <measurements>', `some of: ${names.join(', ')}`, toList)
    .option('--targets <names>', 'some of those below, by their names or the beginnings of them', toList)
    .option('--target <name=command>', 'one more; what it has to do stands below', collect, [])
    .option('--json <file>', 'write everything that was measured')
    .option('--docs', 'write tables and plots into docs/performance.md')
    .option('--check', 'exit with 1 when a budget is missed')
    .addHelpText('after', helpText);
  const { only, targets, target, quick = false, ...flags } = command.parse(argv).opts();
  const all = orExit(command, () => listTargets(target));
  return {
    ...flags,
    quick,
    attempts: flags.attempts ?? (quick ? 1 : 3),
    rounds: flags.rounds ?? (quick ? 1 : 3),
    targets: targets === undefined ? all : orExit(command, () => choose('target', all, targets)),
    /** Whether targets are asked only what a quick run needs of them. */
    sparing: quick && targets === undefined,
    minutes: flags.minutes ?? (quick ? QUICK_MINUTES : MOST_MINUTES),
    measurements:
      only === undefined ? measurements : orExit(command, () => choose('measurement', measurements, only)),
  };
}

/** Exact names first, then beginnings: "emulator" is one target, "serverless" two. */
function choose(what, all, wanted) {
  const chosen = wanted.flatMap((text) => {
    const exact = all.filter(({ name }) => name === text);
    const found = exact.length > 0 ? exact : all.filter(({ name }) => name.startsWith(text));
    if (found.length > 0) return found;
    throw new Error(`no ${what} "${text}"; there are ${all.map(({ name }) => `"${name}"`).join(', ')}`);
  });
  return all.filter((one) => chosen.includes(one));
}

function orExit(command, work) {
  try {
    return work();
  } catch (error) {
    return command.error(`error: ${error.message}`);
  }
}

function toCount(text) {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('expected a number from 1 to 999');
  return Number(text);
}

function toRun(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidArgumentError(error.message);
  }
}

function toList(text) {
  return text.split(',').map((name) => name.trim());
}

function collect(text, before) {
  return [...before, text];
}

function helpText() {
  const targets = listTargets([]).map(({ name }) => `  ${name}`);
  return `\nTargets:\n${targets.join('\n')}\n\nA --target of your own:\n${CONTRACT}`;
}
