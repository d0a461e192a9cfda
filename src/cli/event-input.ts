/** Where commands take events from: a file, or standard input. Row `invoke-command.events`. */
import { fstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { EmulatorError } from '../errors.ts';
import { formatFile, reportOf } from '../project/problems.ts';
import { readText } from '../project/source/read-definition.ts';
import { type JsonEvent, readJsonEvents } from '../sessions/events/json-events.ts';

const STANDARD_INPUT = '-';

/**
 * @param name - a file, or `-` for standard input.
 * @throws {EmulatorError} `EVENT_INVALID`
 */
export async function readEvents(name: string): Promise<readonly JsonEvent[]> {
  if (name === STANDARD_INPUT) return parseInput(await readAll(process.stdin));
  const file = resolve(name);
  return parseEvents(await readFileText(file), file, /\.(jsonl|ndjson)$/.test(name));
}

/**
 * What is piped in; where nothing is, one event that is empty.
 * @throws {EmulatorError} `EVENT_INVALID`
 */
export async function readPipedEvents(): Promise<readonly JsonEvent[]> {
  if (!isPiped()) return EMPTY;
  const hint = setTimeout(() => process.stderr.write(WAITING), PATIENCE_MS);
  const text = await readAll(process.stdin);
  clearTimeout(hint);
  return text.trim() === '' ? EMPTY : parseInput(text);
}

const EMPTY: readonly JsonEvent[] = [{ value: {}, line: 1 }];
const PATIENCE_MS = 1000;
const WAITING = 'waiting for the event on standard input; another way: --event <file>\n';

/** A terminal is no event, neither is `/dev/null`. */
function isPiped(): boolean {
  try {
    const input = fstatSync(process.stdin.fd);
    return input.isFIFO() || input.isFile() || input.isSocket();
  } catch {
    // It is closed.
    return false;
  }
}

/** In reports it is a name like that of a file in the current folder. */
function parseInput(text: string): Promise<readonly JsonEvent[]> {
  return parseEvents(text, resolve('standard input'), false);
}

async function parseEvents(text: string, file: string, isLines: boolean): Promise<readonly JsonEvent[]> {
  const cwd = process.cwd();
  const read = await readJsonEvents(text, file, isLines);
  if (read.ok) return read.events;
  throw EmulatorError.of('EVENT_INVALID', reportOf(read.problems, cwd, formatFile(file, cwd)));
}

async function readFileText(file: string): Promise<string> {
  try {
    return await readText(file);
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error;
    throw EmulatorError.of('EVENT_INVALID', { report: error.message, problems: [] });
  }
}
