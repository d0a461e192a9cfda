/** A failure as people read it: the step, both sides beside each other, the conversation, the logs. Pure but for colours. */
import type { ChalkInstance } from 'chalk';
import { formatFile } from '../../project/problems.ts';
import { formatTimeline } from '../../testing/timeline.ts';
import { sideBySide } from '../difference.ts';
import type { Failure } from '../played.ts';
import type { Place } from '../session.ts';
import { visible } from '../visible-text.ts';

export interface Layout {
  /** Absolute path that file names are relative to. */
  readonly cwd: string;
  /** Columns. */
  readonly width: number;
  readonly colours: ChalkInstance;
}

/** `chat.session.yaml:12` */
export function formatPlace({ file, line }: Place, cwd: string): string {
  return `${formatFile(file, cwd)}:${line}`;
}

/** Lines, the first of which says where it is. */
export function describeFailure(failure: Failure, layout: Layout): string[] {
  const { place, step, what, comparison, conversation, logs } = failure;
  const { cwd, colours } = layout;
  const readable = conversation.map((one) => ({ ...one, text: visible(one.text) }));
  const talk = readable.length === 0 ? [] : formatTimeline(readable).split('\n');
  const said = logs.flatMap((line) => line.split('\n')).map((line) => `  ${line}`);
  return [
    `${formatPlace(place, cwd)} ${step}`,
    colours.red(visible(what)),
    ...(comparison === undefined ? [] : ['', ...sideBySide(comparison, layout)]),
    ...section('the conversation so far', talk, colours),
    ...section('logs since the step before', said, colours),
  ];
}

function section(title: string, lines: readonly string[], colours: ChalkInstance): string[] {
  return lines.length === 0 ? [] : ['', colours.bold(title), ...lines];
}
