/** Events in a text: one JSON value, or several, a line each (JSON lines). Row `invoke-command.events`. */
import type { FiledProblem } from '../../project/problems.ts';

export interface JsonEvent {
  readonly value: unknown;
  /** From 1: where it begins. */
  readonly line: number;
}

export type JsonEvents =
  | { readonly ok: true; readonly events: readonly JsonEvent[] }
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

/**
 * @param file - what the text is called in reports.
 * @param isLines - whether each line is an event, whatever the text looks like, as in a file `.jsonl`.
 */
export async function readJsonEvents(text: string, file: string, isLines = false): Promise<JsonEvents> {
  const source = text.replace(/^\uFEFF/, '');
  const whole = isLines ? undefined : parse(source);
  if (whole !== undefined) return { ok: true, events: [{ value: whole.value, line: firstLine(source) }] };
  const lines = source
    .split('\n')
    .map((content, index) => ({ content, line: index + 1, parsed: parse(content) }))
    .filter(({ content }) => content.trim() !== '');
  if (lines.length === 0 || !(isLines || lines.some(isEvent))) {
    return { ok: false, problems: await findProblems(source, file, 0) };
  }
  const broken = lines.filter(({ parsed }) => parsed === undefined);
  const found = broken.map(({ content, line }) => findProblems(content, file, line - 1));
  if (broken.length > 0) return { ok: false, problems: (await Promise.all(found)).flat() };
  return { ok: true, events: lines.map(({ line, parsed }) => ({ value: parsed?.value, line })) };
}

/** Of one event over several lines, none is a value of its own that is not indented. */
function isEvent({
  content,
  parsed,
}: {
  readonly content: string;
  readonly parsed: object | undefined;
}): boolean {
  return parsed !== undefined && !/^\s/.test(content);
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
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
  // The parsers may differ in what they let pass.
  const problems =
    found.length > 0 ? found : [{ place: { line: 1, column: 1 }, message: 'this is not JSON' }];
  return problems.map(({ place: { line, column }, message }) => ({
    file,
    place: { line: line + linesBefore, column },
    message,
  }));
}

/** What is said of a text that is no event. */
const EVENT = {
  empty: 'there is no event here; write one, or make one: emulator generate-event message',
  end: 'nothing may follow an event but another on a line of its own; remove the rest',
};
