/** Where commands take events from: a file, or standard input. */
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { EmulatorError } from '../errors.ts';
import { formatFile, reportProblems } from '../project/problems.ts';
import { readText } from '../project/source/read-definition.ts';
import { type JsonEvent, readJsonEvents } from '../sessions/events/json-events.ts';

const STANDARD_INPUT = '-';

/**
 * @param name - a file, or `-` for standard input.
 * @throws {EmulatorError} `EVENT_INVALID`
 */
export async function readEvents(name: string): Promise<readonly JsonEvent[]> {
  const cwd = process.cwd();
  // In reports it is a name like that of a file in the current folder.
  const file = resolve(cwd, name === STANDARD_INPUT ? 'standard input' : name);
  const text = name === STANDARD_INPUT ? await readAll(process.stdin) : await readFileText(file);
  const read = await readJsonEvents(text, file, /\.(jsonl|ndjson)$/.test(name));
  if (read.ok) return read.events;
  throw EmulatorError.of('EVENT_INVALID', reportProblems(read.problems, cwd, formatFile(file, cwd)));
}

async function readFileText(file: string): Promise<string> {
  try {
    return await readText(file);
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error;
    throw EmulatorError.of('EVENT_INVALID', { report: error.message, problems: [] });
  }
}
