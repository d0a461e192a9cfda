/**
 * A folder of handlers, and nothing that says what to do with them: the names of its files are the routes. Everything
 * else is as an `emulator.config.*` without any setting has it.
 */
import { readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { isFile } from '../file-kinds.ts';
import type { CheckedConfig } from './config/schema.ts';
import { toProject } from './config/to-project.ts';
import type { DefinitionPath } from './definition-path.ts';
import type { FilePlace } from './problems.ts';
import type { ReadContext } from './read-context.ts';
import type { Reading, Words } from './reading.ts';
import { readText } from './source/read-definition.ts';
import { parseEnvFile, placeOfVariable, whyMalformed } from './variables/env-file.ts';

/** A file that is a route. */
interface Handler {
  /** Absolute path. */
  readonly file: string;
  /** The name of the file, or of the folder that it is in. */
  readonly name: string;
  readonly routeKey: string;
}

/** In the order in which API Gateway's console shows them: before all others. */
const SPECIAL_ROUTES = ['$connect', '$disconnect', '$default'];

/** What a folder's handler is called; the first there is counts. */
const MODULES = ['index', 'app', 'handler'];
const EXTENSIONS = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'py'];
const MODULE = new RegExp(`\\.(${EXTENSIONS.join('|')})$`);
/** What lies beside handlers and is none, so that nobody is told about it. */
const NO_HANDLER = /^[._]|\.(test|spec|config|d)\.[^.]+$/;
const NO_HANDLERS = ['node_modules', 'lib'];

/** @param folder - absolute path. */
export async function readHandlersFolder(folder: string, { stage }: ReadContext): Promise<Reading> {
  const { handlers, folders, notices } = findHandlers(folder);
  const routes = new Map<string, Handler>();
  const problems: Reading['problems'][number][] = [];
  for (const handler of handlers) {
    const first = routes.get(handler.routeKey);
    if (first === undefined) routes.set(handler.routeKey, handler);
    else problems.push({ ...startOf(handler.file), message: alreadyThere(first, dirname(folder)) });
  }
  const { file: envFile, variables, malformed } = await readEnvironment(dirname(folder));
  problems.push(...malformed);
  const names = [...routes.values()].map(({ name }) => name);
  const read = { sources: [...folders, envFile], variables: new Map(names.map((name) => [name, variables])) };
  const project = toProject(toConfig(folder, routes), folder, { stage }, read);
  const ofFunctions = new Map([...routes.values()].map(({ name, file }) => [name, file]));
  return {
    project: { ...project, format: 'handlers folder', notices },
    problems,
    broken: [],
    words: WORDS,
    place: (path) => startOf(fileOf(path, routes, ofFunctions) ?? folder),
  };
}

/** The variables of all functions: without a definition, there is no other place for them. Row `lambda.env-file`. */
async function readEnvironment(root: string) {
  const file = join(root, '.env');
  const text = isFile(file) ? await readText(file) : '';
  const { variables, malformed } = parseEnvFile(text);
  const problems = malformed.map((name) => ({
    file,
    place: placeOfVariable(text, name),
    message: whyMalformed(name),
  }));
  return { file, variables, malformed: problems };
}

/** Absolute paths; `folders` are those in which handlers are, or may come to be. */
function findHandlers(folder: string) {
  const handlers: Handler[] = [];
  const folders: string[] = [];
  const notices: string[] = [];
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (NO_HANDLER.test(entry.name) || NO_HANDLERS.includes(entry.name)) continue;
    if (entry.isDirectory()) {
      folders.push(path);
      const file = moduleIn(path);
      if (file !== undefined) handlers.push(toHandler(join(path, file), entry.name));
    } else if (MODULE.test(entry.name)) {
      const name = entry.name.replace(MODULE, '');
      if (!name.includes('.')) handlers.push(toHandler(path, name));
      else
        notices.push(`${basename(folder)}/${entry.name} is no route: Lambda reads no "." in a file's name.`);
    }
  }
  return { handlers, folders, notices };
}

function moduleIn(folder: string): string | undefined {
  const files = entriesOf(folder).map(({ name }) => name);
  return MODULES.flatMap((module) => EXTENSIONS.map((extension) => `${module}.${extension}`)).find((name) =>
    files.includes(name),
  );
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toHandler(file: string, fileName: string): Handler {
  const name = fileName.replace(/^\$/, '');
  const special = `$${name}`;
  return { file, name, routeKey: SPECIAL_ROUTES.includes(special) ? special : fileName };
}

function toConfig(folder: string, routes: ReadonlyMap<string, Handler>): CheckedConfig {
  const root = dirname(folder);
  const special = SPECIAL_ROUTES.flatMap((routeKey) => routes.get(routeKey) ?? []);
  const handlers = [...new Set([...special, ...routes.values()])];
  return {
    apis: {
      [basename(root)]: {
        routes: Object.fromEntries(handlers.map(({ routeKey, name }) => [routeKey, name])),
      },
    },
    functions: Object.fromEntries(
      handlers.map(({ name, file }) => [
        name,
        {
          handler: `${basename(file).replace(MODULE, '')}.handler`,
          codeUri: relative(root, dirname(file)),
          runtime: file.endsWith('.py') ? 'python3.13' : 'nodejs22.x',
        },
      ]),
    ),
  };
}

function alreadyThere({ file, routeKey }: Handler, root: string): string {
  return `${relative(root, file).replaceAll('\\', '/')} is the route "${routeKey}" already; rename or remove one of them`;
}

function fileOf(
  [what, name, , routeKey]: DefinitionPath,
  routes: ReadonlyMap<string, Handler>,
  ofFunctions: ReadonlyMap<string, string>,
): string | undefined {
  return what === 'functions' ? ofFunctions.get(String(name)) : routes.get(String(routeKey))?.file;
}

function startOf(file: string): FilePlace {
  return { file, place: { line: 1, column: 1 } };
}

/** The file that a report names is all that there is to name. */
const WORDS: Words = {
  path: () => '',
  setting: (name) => `"${name}" of an emulator.config.json`,
  advice: () => 'write a file such as default.js in this folder, whose name is the route’s',
};
