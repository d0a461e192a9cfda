// What a V8 CPU profile says, summed up: time by origin (a room of ours, a package, Node's own files) and the
// functions that took most themselves.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { moduleAt } from './bundled.js';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const MOST_FUNCTIONS = 20;
const MOST_ORIGINS = 12;

/**
 * @param profiles - of one thread, as `--cpu-prof` writes them.
 * @returns `seconds` that were worked, and `origins` and `functions` as [name, milliseconds], the longest first. What
 * is neither ours nor a package's counts with whoever of them called it.
 */
export function summarise(profiles) {
  const [origins, functions] = [new Map(), new Map()];
  let total = 0;
  for (const { nodes, samples, timeDeltas } of profiles) {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const parents = new Map(
      nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, byId.get(id)])),
    );
    samples.forEach((id, index) => {
      const node = byId.get(id);
      if (node.callFrame.functionName === '(idle)') return;
      const ms = timeDeltas[index] / 1000;
      total += ms;
      const caller = callerOf(node, parents);
      add(origins, originOf((caller ?? node).callFrame), ms);
      const by = caller === undefined || caller === node ? '' : `  ← ${describe(caller.callFrame)}`;
      add(functions, `${describe(node.callFrame)}${by}`, ms);
    });
  }
  return {
    seconds: total / 1000,
    origins: longest(origins, MOST_ORIGINS),
    functions: longest(functions, MOST_FUNCTIONS),
  };
}

/** The nearest that is in a file which is not Node's own; undefined when there is none. */
function callerOf(node, parents) {
  let caller = node;
  while (
    caller !== undefined &&
    !caller.callFrame.url.startsWith('file:') &&
    !caller.callFrame.url.startsWith('/')
  ) {
    caller = parents.get(caller.id);
  }
  return caller;
}

function add(sums, name, ms) {
  sums.set(name, (sums.get(name) ?? 0) + ms);
}

function longest(sums, count) {
  return [...sums].sort((one, other) => other[1] - one[1]).slice(0, count);
}

function originOf({ functionName, url, lineNumber }) {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return url.replace(/^(node:(?:internal\/)?[^/]+).*/, '$1');
  const path = pathOf(url);
  if (path.startsWith(DIST)) {
    const room = dirname(moduleAt(path, lineNumber) ?? 'src/index.ts').slice('src/'.length);
    return `ours: ${room || 'the root'}`;
  }
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
}

function describe({ functionName, url, lineNumber }) {
  const path = pathOf(url);
  const module = path.startsWith(DIST) ? moduleAt(path, lineNumber) : undefined;
  const place = path.replace(DIST, `${module ?? ''} dist/`).replace(/.*node_modules\//, '');
  return `${functionName || '(anonymous)'}${place === '' ? '' : `  ${place}:${lineNumber + 1}`}`;
}

function pathOf(url) {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}
