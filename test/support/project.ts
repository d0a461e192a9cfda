/** Projects for tests: real folders outside the repository, so that no node_modules of ours is above them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EmulatorConfig } from 'apigateway-websocket-emulator';
import { onTestFinished } from 'vitest';

/** File names and texts; what is no text is written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

/** An empty folder that goes away with the test. */
export async function useFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'emulator-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with these files. */
export async function useFiles(files: Files): Promise<string> {
  const folder = await useFolder();
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
    // A script can be run.
    await writeFile(file, text, text.startsWith('#!') ? { mode: 0o755 } : {});
  }
  return folder;
}

/** A project of one API: `routes` by key, each with the source of its CommonJS module that exports `handler`. */
export interface SmallProject {
  readonly routes: Readonly<Record<string, string>>;
  /** Keys of the routes that are two-way. */
  readonly twoWay?: readonly string[];
  readonly config?: Partial<EmulatorConfig>;
  readonly api?: Partial<EmulatorConfig['apis'][string]>;
  /** Settings of every function. */
  readonly fn?: Partial<EmulatorConfig['functions'][string]>;
  readonly files?: Files;
  /** Extension of the handlers' files. */
  readonly extension?: 'js' | 'mjs' | 'cjs';
}

/** The folder of such a project; a function is named like its route, without the `$`. */
export async function useProject(project: SmallProject): Promise<string> {
  const { routes, twoWay = [], config = {}, api = {}, fn = {}, files = {}, extension = 'js' } = project;
  const nameOf = (routeKey: string) => routeKey.replace('$', '');
  const keys = Object.keys(routes);
  const definition: EmulatorConfig = {
    apis: {
      test: {
        routes: Object.fromEntries(
          keys.map((key) => [key, { function: nameOf(key), routeResponse: twoWay.includes(key) }]),
        ),
        ...api,
      },
    },
    functions: Object.fromEntries(
      keys.map((key) => [nameOf(key), { handler: `${nameOf(key)}.handler`, ...fn }]),
    ),
    ...config,
  };
  const sources = Object.entries(routes).map(([key, source]) => [`${nameOf(key)}.${extension}`, source]);
  return useFiles({ 'emulator.config.json': definition, ...Object.fromEntries(sources), ...files });
}
