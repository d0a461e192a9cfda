// What is measured: a row for each case of a measurement and each target that can do it, and what its rounds come to.
import { MOST_ELSEWHERE } from './attempt.js';
import { median } from './statistics.js';

/**
 * @param options - `resume`: a run that is gone on with.
 * @returns `most`: how many rounds a row gets; `rounds`: what has been measured.
 */
export function listRows(measurement, targets, { rounds, quick, sparing, resume }) {
  const asked = sparing
    ? targets.filter((target) => target.quick?.includes(measurement.name) ?? true)
    : targets;
  const most = Math.min(rounds, measurement.rounds ?? Infinity);
  return measurement.cases({ quick }).flatMap((kase) =>
    targetsOf(measurement, kase, asked).map((target) => {
      const before = resume?.rows.find((row) => isOf(row, measurement, kase, target));
      return { measurement, kase, target, most, rounds: [...(before?.rounds ?? [])] };
    }),
  );
}

function isOf(row, measurement, kase, target) {
  return row.measurement === measurement.name && row.case === kase.name && row.target === target.name;
}

/** Whether a row gets this round: it has not had it yet, nor failed. */
export function isDue({ most, rounds }, round) {
  const had = rounds.filter(({ discarded }) => !discarded).length;
  return round <= most && had < round && rounds.every(({ error }) => error === undefined);
}

function targetsOf(measurement, kase, targets) {
  return targets.filter((target) => {
    const most = target.atMost?.[measurement.name] ?? Infinity;
    return target.can.includes(kase.needs ?? measurement.needs) && (kase.connections ?? 0) <= most;
  });
}

/** `figures` are the medians of the rounds that are `counted`. */
export function summed({ measurement, kase, target, rounds }) {
  const names = { measurement: measurement.name, case: kase.name, target: target.name };
  const good = rounds.filter(({ error, discarded }) => error === undefined && !discarded);
  const error = rounds.length === 0 ? 'left out: no time left' : rounds.find((round) => round.error)?.error;
  const row = { ...names, counted: good.length, error, rounds };
  if (good.length === 0) return row;
  const figures = Object.fromEntries(
    Object.keys(good[0].figures).map((name) => [name, median(good.map((round) => round.figures[name]))]),
  );
  const elsewhere = Math.max(...good.map((round) => round.elsewhere ?? 0));
  return { ...row, figures, series: good.at(-1).series, elsewhere, noisy: elsewhere > MOST_ELSEWHERE };
}
