// Where the time of one message goes, hop by hop: the median round trips of one connection, each way longer than the
// one before by what is named. Pure.

const STEPS = [
  ['the socket and its frames, both ways', 'bare ws', 'echo', '1 connection'],
  ['+ the emulator’s gateway: route, scope, template, journal', 'emulator', 'routes', 'MOCK, 1 connection'],
  ['+ a pool and a thread: event in, result out', 'emulator', 'routes', 'no-op, 1 connection'],
  ['+ the SDK, the bridge and @connections', 'emulator', 'echo', '1 connection'],
];

/** @param results - of a run. @returns `{ what, total, more }`, milliseconds; empty when one of them is missing. */
export function listHops(results) {
  const totals = STEPS.map(([what, target, measurement, kase]) => ({
    what,
    total: results.figure(measurement, kase, target, 'p50'),
  }));
  if (totals.some(({ total }) => total === undefined)) return [];
  return totals.map(({ what, total }, index) => ({
    what,
    total,
    more: total - (totals[index - 1]?.total ?? 0),
  }));
}
