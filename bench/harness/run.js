// Runs measurements round by round: in each round each measurement, for each case each target. What changes with time
// changes for all of them, and when time runs out, all have had about as many rounds.
import { measureQuietly } from './attempt.js';
import { isDue, listRows, summed } from './rows.js';

/**
 * @param options - `rounds`, and `attempts` at each while others work; `quick`: small counts; `sparing`: each target does
 * only what its `quick` says; `resume`: a run that was ended early; `minutes` since the start after which nothing more
 * is begun; `onRow(text)` before each row; `onMeasurement(measurement, round)` after each one in each round;
 * `onDone(measurement, results)` after its last.
 * @returns one result for each measurement, case and target.
 */
export async function runMeasurements(measurements, targets, options) {
  const { rounds, minutes, onRow, onMeasurement, onDone } = options;
  const planned = measurements.map((measurement) => ({
    measurement,
    rows: listRows(measurement, targets, options),
  }));
  const results = [];
  for (let round = 1; round <= rounds; round++) {
    for (const { measurement, rows } of planned) {
      for (const row of rows.filter((each) => isDue(each, round))) {
        if (performance.now() > minutes * 60_000) break;
        onRow(
          `${measurement.name}: ${row.kase.name}, ${row.target.name}${rounds > 1 ? `, round ${round}` : ''}`,
        );
        await measureRow(row, options);
      }
      if (rows.length > 0) onMeasurement(measurement, round);
      if (round < rounds) continue;
      const found = rows.map(summed);
      onDone(measurement, found);
      results.push(...found);
    }
  }
  return results;
}

async function measureRow(row, { attempts, quick }) {
  const { measurement, target, kase } = row;
  row.rounds.push(...(await measureQuietly(measurement, { target, kase, quick }, attempts)));
}
