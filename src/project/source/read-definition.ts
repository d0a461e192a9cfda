/** Reads a definition file of any of the languages that definitions are written in. */
import { readFile } from 'node:fs/promises';
import { codeOf, EmulatorError, reasonOf } from '../../errors.ts';
import type { FiledProblem } from '../problems.ts';
import type { ParsedModule } from './module.ts';
import type { Node } from './node.ts';

export type Definition =
  | {
      readonly ok: true;
      readonly node: Node;
      /** Absolute paths of the files that were read for it, its own first. */
      readonly sources: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

/**
 * @param file - absolute path of a file that ends in `.yaml`, `.yml`, `.template`, `.json`, `.toml`, or that is a module.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`.
 */
export async function readDefinition(file: string): Promise<Definition> {
  const parsed: ParsedModule = await parse(file, await readText(file));
  if (!parsed.ok) return { ok: false, problems: parsed.problems.map((problem) => ({ file, ...problem })) };
  return { ok: true, node: parsed.node, sources: [file, ...(parsed.imports ?? [])] };
}

async function parse(file: string, text: string): Promise<ParsedModule> {
  // JSON under such a name is YAML too, and the other way round there is none.
  if (/\.(ya?ml|template)$/.test(file)) return (await import('./yaml.ts')).parseYaml(file, text);
  if (file.endsWith('.json')) return (await import('./json.ts')).parseJson(file, text);
  if (file.endsWith('.toml')) return (await import('./toml.ts')).parseToml(file, text);
  return (await import('./module.ts')).parseModule(file, text);
}

/**
 * The text, without the mark that some editors on Windows put in front.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`.
 */
export async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (!isUtf16(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const reason = REASONS.get(codeOf(error) ?? '') ?? reasonOf(error);
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
  }
  throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason: 'it is in UTF-16; save it as UTF-8.' });
}

/** What Node says in words of its own. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file. Create it, or correct the name.'],
  ['EISDIR', 'it is a folder; name the file in it.'],
]);

/** As Windows PowerShell writes files that a command's output is sent to. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
