/** The report for people: a line a session, then the failures, then how many. Pure but for the colours of the terminal. */
import { basename } from 'node:path';
import { formatFile } from '../../project/problems.ts';
import { sideBySide } from '../difference.ts';
import { countOutcomes, type Played, type Playing, titleOf } from '../played.ts';
import { visible } from '../visible-text.ts';
import { describeFailure, formatPlace, type Layout } from './failure-text.ts';

/** A line, and one for each note. */
export function describePlayed(played: Played, { cwd, colours }: Layout): string[] {
  const { file, outcome, durationMs, notes, corrections } = played;
  const mark = outcome === 'passed' ? colours.green('✓') : colours.red('✗');
  const title = visible(titleOf(played));
  const name = basename(file).startsWith(`${title}.`) ? [] : [title];
  const updated = corrections.length === 0 ? [] : [colours.yellow('updated')];
  const parts = [formatFile(file, cwd), ...name, ...updated, colours.dim(formatMs(durationMs))];
  return [`${mark} ${parts.join('  ')}`, ...notes.map((note) => colours.dim(`    ${note}`))];
}

/** All that is said when everything is done. */
export function describePlaying(playing: Playing, layout: Layout): string[] {
  const { played, notPlayed, durationMs, isInterrupted } = playing;
  const { colours } = layout;
  const { passed, failed } = countOutcomes(played);
  const failures = played.flatMap(({ failure }) =>
    failure === undefined ? [] : ['', ...describeFailure(failure, layout)],
  );
  const counts = [
    ...(passed > 0 || failed === 0 ? [colours.green(`${passed} passed`)] : []),
    ...(failed > 0 ? [colours.red(`${failed} failed`)] : []),
    ...(notPlayed > 0 ? [`${notPlayed} not played`] : []),
  ];
  const end = isInterrupted ? ' when it was interrupted' : '';
  return [...failures, '', `${counts.join(', ')} in ${formatMs(durationMs)}${end}`];
}

/** What was changed in a file, both sides of each. */
export function describeCorrections({ corrections }: Played, layout: Layout): string[] {
  return corrections.flatMap(({ place, what, comparison }) => [
    `${formatPlace(place, layout.cwd)} ${visible(what)}`,
    ...sideBySide(comparison, layout),
    '',
  ]);
}

/** `4.1 ms`, `41 ms`, `1.2 s` */
function formatMs(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}
