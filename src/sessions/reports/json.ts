/** The report for machines. Pure. Row `replay.json`. */
import { countOutcomes, type Played, type Playing } from '../played.ts';

/** What `--json` prints when sessions were played. */
export function jsonReport({ played, notPlayed, durationMs, isInterrupted }: Playing): string {
  const { passed, failed } = countOutcomes(played);
  const outcome = isInterrupted ? 'interrupted' : failed > 0 ? 'failed' : 'passed';
  const results = played.map(describe);
  const report = { outcome, passed, failed, notPlayed, durationMs: Math.round(durationMs), results };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function describe({ failure, durationMs, corrections, ...played }: Played): object {
  const { comparison, ...rest } = failure ?? {};
  const compared = comparison && {
    expected: comparison.expected,
    received: comparison.received,
    differences: comparison.differences,
  };
  return {
    ...played,
    durationMs: Math.round(durationMs * 10) / 10,
    ...(corrections.length === 0 ? {} : { updated: corrections.length }),
    ...(failure === undefined ? {} : { failure: { ...rest, comparison: compared } }),
  };
}
