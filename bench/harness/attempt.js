// One round of one row. A round in which others worked too is thrown away and done again.
import { totalmem } from 'node:os';
import { Stage } from './stage.js';
import { canMeasureUsage, machineCpu, usageOf } from './usage.js';

/** CPU that neither target nor client used, cores. */
export const MOST_ELSEWHERE = 0.05;
const SLOWEST_ROW_MS = 180_000;

/** All attempts at one round; those that are `discarded` came before one that was quiet, or none was. */
export async function measureQuietly(measurement, context, attempts) {
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

/** @returns `figures` or an `error`; `took`: seconds, with starting and ending. */
async function measureOnce(measurement, context) {
  const startedAt = performance.now();
  const stage = new Stage(totalmem() / 1024);
  const measured = await measureOn(stage, measurement, context);
  await stage.end();
  return { ...measured, took: secondsSince(startedAt) };
}

async function measureOn(stage, measurement, context) {
  const count = () => (canMeasureUsage ? machineCpu() - usageOf(process.pid).cpu : 0);
  const [before, startedAt] = [count(), performance.now()];
  let late;
  const tooLate = new Promise((_resolve, reject) => {
    late = setTimeout(() => reject(new Error('not done in time')), measurement.slowestMs ?? SLOWEST_ROW_MS);
  });
  try {
    const work = measurement.measure({ ...context, stage });
    work.catch(() => {});
    const { series, ...figures } = await Promise.race([work, stage.failed, tooLate]);
    const elsewhere = canMeasureUsage ? Math.max(0, count() - before) / secondsSince(startedAt) : undefined;
    return { figures, series, elsewhere };
  } catch (error) {
    return { error: error.message };
  } finally {
    clearTimeout(late);
  }
}

function secondsSince(startedAt) {
  return (performance.now() - startedAt) / 1000;
}
