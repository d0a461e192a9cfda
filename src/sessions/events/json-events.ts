/**
 * Events in a text: one JSON value, or several, a line each (JSON lines). Each as it is written, for a handler is given
 * it as it is written.
 */
import { reasonOf } from '../../errors.ts';
import type { FiledProblem } from '../../project/problems.ts';

export interface JsonEvent {
  /** JSON, as it stands in the text. */
  readonly text: string;
  readonly value: unknown;
  /** From 1: where it begins. */
  readonly line: number;
}

export type JsonEvents =
  | { readonly ok: true; readonly events: readonly JsonEvent[] }
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

/**
 * @param file - what the text is called in reports.
 * @param isLines - whether it is several events whatever it looks like, as in a file `.jsonl`.
 */
export async function readJsonEvents(text: string, file: string, isLines = false): Promise<JsonEvents> {
  const source = text.replace(/^\uFEFF/, '');
  const whole = isLines ? undefined : parse(source);
  if (whole?.ok)
    return { ok: true, events: [{ text: source.trim(), value: whole.value, line: firstLine(source) }] };
  const lines = source
    .split('\n')
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== '');
  const read = lines.map(({ content, line }) => ({ content, line, parsed: parse(content) }));
  // One event over several lines is reported as a whole; where each line begins one of its own, line by line.
  const isMany = isLines || (lines.length > 1 && lines.every(({ content }) => /^\s*[{[]/.test(content)));
  if (!isMany && !(lines.length > 1 && read.every(({ parsed }) => parsed.ok))) {
    return { ok: false, problems: await findProblems(source, file, 0) };
  }
  const broken = read.filter(({ parsed }) => !parsed.ok);
  if (broken.length > 0) {
    const problems = await Promise.all(
      broken.map(({ content, line }) => findProblems(content, file, line - 1)),
    );
    return { ok: false, problems: problems.flat() };
  }
  const events = read.map(({ content, line, parsed }) => ({
    text: content.trim(),
    value: parsed.ok ? parsed.value : undefined,
    line,
  }));
  return { ok: true, events };
}

function parse(text: string): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

function firstLine(source: string): number {
  const blank = /^\s*/.exec(source)?.[0] ?? '';
  return blank.split('\n').length;
}

/** The parser that has places is loaded when there is something to report. */
async function findProblems(text: string, file: string, linesBefore: number): Promise<FiledProblem[]> {
  const { findJsonErrors } = await import('../../project/source/json-text.ts');
  const found = findJsonErrors(text, EVENT);
  const parsed = parse(text);
  const reason = parsed.ok ? '' : parsed.reason;
  const problems =
    found.length > 0 ? found : [{ place: { line: 1, column: 1 }, message: `not JSON: ${reason}` }];
  return problems.map(({ place: { line, column }, message }) => ({
    file,
    place: { line: line + linesBefore, column },
    message,
  }));
}

/** What a mistake is told of that has to do with what the text is. */
const EVENT = {
  empty: 'there is no event in it; write one, or make one: emulator generate-event message',
  end: 'nothing may follow an event but another on a line of its own; remove the rest',
};
