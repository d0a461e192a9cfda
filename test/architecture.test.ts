/** The map of `docs/architecture.md`, held against the imports: who may know whom, and nobody in a circle. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  readonly from: string;
  /** A file of ours, relative to `src`, or a package. */
  readonly to: string;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesOf(join(folder, entry.name))
      : entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts')
        ? [join(folder, entry.name)]
        : [],
  );
}

const IMPORT =
  /^\s*(?:import|export)\s+(?:type\s)?[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|new URL\('(\.[^']+)\.js'/gm;

function importsOf(file: string): Import[] {
  const from = relative(src, file).replaceAll('\\', '/');
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? `${match[3]}.ts`;
    const to = name.startsWith('.') ? relative(src, join(dirname(file), name)).replaceAll('\\', '/') : name;
    return { from, to };
  });
}

const files = filesOf(src);
const imports = files.flatMap(importsOf);
const within = (room: string) => (path: string) => path === room || path.startsWith(`${room}/`);
const ROOMS = [
  'cli',
  'dynamodb',
  'gateway',
  'inspector',
  'journal',
  'lambda',
  'management',
  'net',
  'project',
];
const LEAVES = [
  'errors.ts',
  'clock.ts',
  'file-kinds.ts',
  'file-stamps.ts',
  'ids.ts',
  'limits.ts',
  'patience.ts',
  'request-body.ts',
  'sigv4.ts',
];
const MODEL = [
  'project/model.ts',
  'project/api-model.ts',
  'project/definition-path.ts',
  'project/stage-variables.ts',
];
const roomOf = (path: string) => path.split('/')[0] ?? path;

/** What a room knows beside the leaves, the project's model and the journal that all may know. */
const MAY_KNOW: Readonly<Record<string, readonly string[]>> = {
  project: [],
  journal: [],
  net: [],
  gateway: [],
  lambda: [],
  dynamodb: [],
  management: ['gateway'],
  inspector: [],
  cli: ['emulator.ts', 'running-emulator.ts', 'checked-project.ts', 'start-options.ts', 'project', 'net'],
};

test('there is something to look at', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(imports.length).toBeGreaterThan(150);
});

test('every import of ours names a file that exists', () => {
  const known = new Set(files.map((file) => relative(src, file).replaceAll('\\', '/')));
  const ours = imports.filter(({ to }) => to.endsWith('.ts'));
  expect(ours.filter(({ to }) => !known.has(to))).toEqual([]);
});

describe('rooms', () => {
  test('every folder is a room with a rule', () => {
    expect(ROOMS).toEqual(Object.keys(MAY_KNOW).sort());
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(ROOMS);
  });

  for (const [room, others] of Object.entries(MAY_KNOW)) {
    test(`${room} knows ${others.join(', ') || 'no other room'}`, () => {
      const allowed = [room, ...others, 'journal', ...LEAVES];
      const strays = imports
        .filter(({ from }) => within(room)(from))
        .filter(({ to }) => to.endsWith('.ts') && !MODEL.includes(to))
        .filter(({ to }) => !allowed.some((place) => within(place)(to)));
      expect(strays).toEqual([]);
    });
  }

  test('the project model imports nothing but itself', () => {
    const strays = imports.filter(({ from, to }) => MODEL.includes(from) && !MODEL.includes(to));
    expect(strays).toEqual([]);
  });

  test('the leaves import only leaves and Node', () => {
    const strays = imports
      .filter(({ from }) => LEAVES.includes(from))
      .filter(({ to }) => !to.startsWith('node:') && !LEAVES.includes(to));
    expect(strays).toEqual([]);
  });

  test('what runs beside the user’s code imports only Node and its own folder', () => {
    const strays = imports
      .filter(({ from }) => within('lambda/runtime')(from))
      .filter(({ to }) => !to.startsWith('node:') && !within('lambda/runtime')(to));
    expect(strays).toEqual([]);
  });

  test('outside lambda, nobody imports what runs beside the user’s code', () => {
    const strays = imports.filter(
      ({ from, to }) => within('lambda/runtime')(to) && roomOf(from) !== 'lambda',
    );
    expect(strays).toEqual([]);
  });
});

test('no file imports itself by way of others, not even a type', () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) {
    if (to.endsWith('.ts')) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]) => {
    const start = trail.indexOf(file);
    if (start >= 0) circles.push([...trail.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const other of next.get(file) ?? []) visit(other, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  expect(circles).toEqual([]);
});
