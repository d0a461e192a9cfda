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
  'faults',
  'gateway',
  'inspector',
  'journal',
  'lambda',
  'management',
  'net',
  'project',
  'sessions',
  'testing',
];
const LEAVES = [
  'errors.ts',
  'clock.ts',
  'file-kinds.ts',
  'file-stamps.ts',
  'ids.ts',
  'limits.ts',
  'patience.ts',
  'pending-work.ts',
  'request-body.ts',
  'sigv4.ts',
  'turn-end.ts',
  'value-shapes.ts',
];
const MODEL = [
  'project/model.ts',
  'project/api-model.ts',
  'project/definition-path.ts',
  'project/fault-model.ts',
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
  faults: [],
  management: ['gateway'],
  inspector: [],
  // Of the gateway its pure builders alone: what an event looks like is theirs to say.
  sessions: [
    'checked-project.ts',
    'running-emulator.ts',
    'start-options.ts',
    'gateway/admission/authorizer-result.ts',
    'gateway/arns.ts',
    'gateway/closes.ts',
    'gateway/events.ts',
    'gateway/handshake.ts',
    'gateway/routing.ts',
    'gateway/scope.ts',
    'project/api-defaults.ts',
    'project/config/terms.ts',
    'project/named-function.ts',
    'project/named-table.ts',
    'project/problems.ts',
    'project/shape',
    'project/source',
    'project/spelling.ts',
    'testing',
  ],
  cli: [
    'ahead.ts',
    'emulator.ts',
    'running-emulator.ts',
    'checked-project.ts',
    'start-options.ts',
    'project',
    'net',
    'sessions',
  ],
  testing: [
    'emulator.ts',
    'running-emulator.ts',
    'start-options.ts',
    'addresses.ts',
    'dynamodb/client.ts',
    // How long a frame may be is the same in both directions.
    'gateway/send-text.ts',
    'project/named-function.ts',
    'project/named-table.ts',
    'project/spelling.ts',
  ],
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

  test('nobody may know what he does not use', () => {
    const unused = Object.entries(MAY_KNOW).flatMap(([room, others]) =>
      others
        .filter((other) => !imports.some(({ from, to }) => within(room)(from) && within(other)(to)))
        .map((other) => `${room} → ${other}`),
    );
    expect(unused).toEqual([]);
  });

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

/**
 * What each part of `project/` knows of the other parts. Beside these, all know what lies in `project/` itself, as far
 * as that is listed as plain; the checks that a reader is given are the rules' to describe.
 */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  cdk: ['cloudformation', 'source'],
  cloudformation: ['shape', 'source'],
  config: ['shape', 'source', 'variables'],
  rules: [],
  sam: ['cloudformation', 'shape', 'source'],
  serverless: ['cloudformation', 'shape', 'source'],
  shape: ['source'],
  source: [],
  templates: ['cloudformation', 'sam', 'source'],
  variables: ['source'],
};

/** What is in `project/` and knows none of its parts. */
const PLAIN = [
  ...MODEL,
  'project/api-defaults.ts',
  'project/chosen-stage.ts',
  'project/lambda-variables.ts',
  'project/outside-seeds.ts',
  'project/own.ts',
  'project/problems.ts',
  'project/reading.ts',
  'project/serverless-names.ts',
  'project/spelling.ts',
];

/** Imports that cross the parts all the same, and why. */
const CROSSINGS: Readonly<Record<string, string>> = {
  'project/sam/built.ts → project/rules/rule.ts': 'the checks that a reader is given',
  'project/cdk/from-sources.ts → project/rules/rule.ts': 'the checks that a reader is given',
};

describe('the parts of a project’s readers', () => {
  const partOf = (path: string) => path.split('/')[1] ?? '';
  const inner = imports.filter(({ from, to }) => within('project')(from) && within('project')(to));

  test('every folder is a part with a rule', () => {
    const folders = readdirSync(join(src, 'project'), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(names.sort()).toEqual(Object.keys(PARTS));
  });

  test.each(Object.entries(PARTS))('%s knows %j', (part, others) => {
    const allowed = [part, ...others].map((name) => `project/${name}`);
    const shared = [...PLAIN, 'project/read-context.ts', 'project/values-file.ts'];
    const strays = inner
      .filter(({ from }) => within(`project/${part}`)(from))
      .filter(({ to }) => !shared.includes(to) && !allowed.some((place) => within(place)(to)))
      .filter(
        ({ from, to }) => !Object.keys(CROSSINGS).some((crossing) => `${from} → ${to}`.startsWith(crossing)),
      );
    expect(strays).toEqual([]);
  });

  test('source and shape know only what is plain', () => {
    const strays = inner
      .filter(({ from }) => ['source', 'shape'].includes(partOf(from)))
      .filter(({ to }) => !PLAIN.includes(to) && !['source', 'shape'].includes(partOf(to)));
    expect(strays).toEqual([]);
  });

  test('what is plain knows none of the parts', () => {
    const strays = inner.filter(({ from, to }) => PLAIN.includes(from) && !PLAIN.includes(to));
    expect(strays).toEqual([]);
  });

  test('every crossing is there', () => {
    const there = inner.map(({ from, to }) => `${from} → ${to}`);
    const gone = Object.keys(CROSSINGS).filter((crossing) => !there.some((one) => one.startsWith(crossing)));
    expect(gone).toEqual([]);
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
