// Runs measurements: for each case each target, and that as often as there are rounds, so that what changes with time
// changes for all of them. A round in which others worked too is thrown away and done again.
import { totalmem } from 'node:os';
import { Stage } from './stage.js';
import { median } from './statistics.js';
import { canMeasureUsage, machineCpu, usageOf } from './usage.js';

/** CPU that neither target nor client used, cores. */
const MOST_ELSEWHERE = 0.05;
const SLOWEST_ROW_MS = 180_000;

/**
 * @param options - `rounds`, and `attempts` at each while others work; `quick`: small counts; `sparing`: each target does only
 * what its `quick` says; `minutes` since the start after which nothing more is begun; `say(text)`.
 * @returns one result for each case and target: `figures` are the medians of its rounds.
 */
export async function runMeasurement(
  measurement,
  targets,
  { rounds, attempts, quick, sparing, minutes, say },
) {
  const results = [];
  for (const kase of measurement.cases({ quick })) {
    const asked = sparing
      ? targets.filter((target) => target.quick?.includes(measurement.name) ?? true)
      : targets;
    const rows = targetsOf(measurement, kase, asked).map((target) => ({
      measurement: measurement.name,
      case: kase.name,
      target: target.name,
      rounds: [],
    }));
    for (let round = 0; round < rounds; round++) {
      for (const row of rows) {
        if (row.rounds.some(({ error }) => error !== undefined)) continue;
        if (performance.now() > minutes * 60_000) {
          if (row.rounds.length === 0) row.rounds.push({ error: 'left out: no time left' });
          continue;
        }
        const target = targets.find(({ name }) => name === row.target);
        say(`${measurement.name}: ${kase.name}, ${row.target}${rounds > 1 ? `, round ${round + 1}` : ''}`);
        row.rounds.push(...(await measureQuietly(measurement, { target, kase, quick }, attempts)));
      }
    }
    results.push(...rows.map(summed));
  }
  return results;
}

function targetsOf(measurement, kase, targets) {
  return targets.filter((target) => {
    const most = target.atMost?.[measurement.name] ?? Infinity;
    return target.can.includes(kase.needs ?? measurement.needs) && (kase.connections ?? 0) <= most;
  });
}

/** All attempts at one round; those that are `discarded` came before one that was quiet, or none was. */
async function measureQuietly(measurement, context, attempts) {
  const all = [];
  while (all.length < attempts) {
    const attempt = await measureOnce(measurement, context);
    const { elsewhere, error } = attempt;
    attempt.noisy = elsewhere > MOST_ELSEWHERE;
    all.push(attempt);
    if (!attempt.noisy || error !== undefined) break;
  }
  for (const attempt of all.slice(0, -1)) attempt.discarded = true;
  return all;
}

async function measureOnce(measurement, context) {
  const stage = new Stage(totalmem() / 1024);
  const count = () => (canMeasureUsage ? machineCpu() - usageOf(process.pid).cpu : 0);
  const [before, startedAt] = [count(), performance.now()];
  let late;
  const tooLate = new Promise((_resolve, reject) => {
    late = setTimeout(() => reject(new Error('not done in time')), SLOWEST_ROW_MS);
  });
  try {
    const work = measurement.measure({ ...context, stage });
    work.catch(() => {});
    const { series, ...figures } = await Promise.race([work, stage.failed, tooLate]);
    const seconds = (performance.now() - startedAt) / 1000;
    const elsewhere = canMeasureUsage ? Math.max(0, count() - before) / seconds : undefined;
    return { figures, series, elsewhere };
  } catch (error) {
    return { error: error.message };
  } finally {
    clearTimeout(late);
    await stage.end();
  }
}

function summed(row) {
  const counted = row.rounds.filter(({ error, discarded }) => error === undefined && !discarded);
  const error = row.rounds.find((round) => round.error !== undefined)?.error;
  if (counted.length === 0) return { ...row, error };
  const names = Object.keys(counted[0].figures);
  const figures = Object.fromEntries(
    names.map((name) => [name, median(counted.map((round) => round.figures[name]))]),
  );
  const elsewhere = Math.max(...counted.map((round) => round.elsewhere ?? 0));
  return { ...row, figures, series: counted.at(-1).series, elsewhere, noisy: elsewhere > MOST_ELSEWHERE };
}
