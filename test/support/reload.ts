/** A project whose files are watched, and the way to save them. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StartOptions } from 'apigateway-websocket-emulator';
import { expect } from 'vitest';
import { connect } from './client.ts';
import { type TestEmulator, useSmallEmulator } from './emulator.ts';
import { type SmallProject, useFolder } from './project.ts';

export interface Watched {
  readonly emulator: TestEmulator;
  /** Absolute path of a file of the project. */
  path(file: string): string;
  /** In one step: of a file that is written in place, the beginning can be loaded before the rest is there. */
  save(file: string, text: string): Promise<void>;
  /** Sends a message to a route, over the one open socket, and returns its answer. */
  ask(action: string): Promise<string>;
  /** Resolves when a function has been reloaded so often. */
  reloaded(fn: string, times?: number): Promise<void>;
  /** Those that were reloaded, in order. */
  reloads(): string[];
}

/** Every route is two-way. */
export async function useWatched(project: SmallProject, options: StartOptions = {}): Promise<Watched> {
  const twoWay = Object.keys(project.routes);
  const emulator = await useSmallEmulator({ twoWay, ...project }, { watch: true, ...options });
  const elsewhere = await useFolder();
  const client = await connect(emulator.url);
  const path = (file: string) => join(emulator.project.root, file);
  const reloads = () => emulator.facts.of('function.reloaded').map((fact) => fact.function);
  return {
    emulator,
    path,
    async save(file, text) {
      await mkdir(dirname(path(file)), { recursive: true });
      const saved = join(elsewhere, 'saved');
      await writeFile(saved, text);
      await rename(saved, path(file));
    },
    async ask(action) {
      client.send({ action });
      return client.next();
    },
    async reloaded(fn, times = 1) {
      const count = () => reloads().filter((name) => name === fn).length;
      await emulator.facts.next('function.reloaded', () => count() >= times);
    },
    reloads,
  };
}

/** A CommonJS handler that answers with the value of an expression. */
export function answering(expression: string | number, before = ''): string {
  return `${before}\nexports.handler = async () => ({ statusCode: 200, body: String(${expression}) });`;
}

export const JSON_FORMAT = { loggingConfig: { logFormat: 'JSON' } };

/** What a handler prints that is saved and does not load, beside what is said of it. */
export async function printedWhile(text: string, fn: object, file = 'app.js', good = answering('"good"')) {
  const watched = await useWatched({
    routes: { echo: '' },
    // No spare environment, which could load the new code as well.
    fn: { handler: 'app.handler', timeout: 20, reservedConcurrency: 1, ...fn },
    files: { [file]: good },
  });
  const { facts } = watched.emulator;
  expect(await watched.ask('echo')).toBe('good');
  const before = facts.of('function.log').length;
  await watched.save(file, text);
  await facts.next('function.not-reloaded');
  const lines = facts.of('function.log').slice(before);
  return lines.filter(({ source }) => source === 'function').map(({ line }) => line);
}
