// What a V8 CPU profile says, summed up: time by origin (a room of ours, a package, Node's own files) and the
// functions that took most themselves. Pure.
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const MOST_FUNCTIONS = 25;
const MOST_ORIGINS = 20;

/**
 * @param profile - as `--cpu-prof` writes it.
 * @returns `seconds` that were worked, and `origins` and `functions` as [name, milliseconds], the longest first.
 */
export function summarise({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const [origins, functions] = [new Map(), new Map()];
  let total = 0;
  samples.forEach((id, index) => {
    const { callFrame } = byId.get(id);
    if (callFrame.functionName === '(idle)') return;
    const ms = timeDeltas[index] / 1000;
    total += ms;
    add(origins, originOf(callFrame), ms);
    add(functions, describe(callFrame), ms);
  });
  return {
    seconds: total / 1000,
    origins: longest(origins, MOST_ORIGINS),
    functions: longest(functions, MOST_FUNCTIONS),
  };
}

function add(sums, name, ms) {
  sums.set(name, (sums.get(name) ?? 0) + ms);
}

function longest(sums, count) {
  return [...sums].sort((one, other) => other[1] - one[1]).slice(0, count);
}

function originOf({ functionName, url }) {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return url.replace(/^(node:(?:internal\/)?[^/]+).*/, '$1');
  const path = pathOf(url);
  if (path.startsWith(DIST)) {
    return `ours: ${path.slice(DIST.length).split('/').slice(0, -1).join('/') || 'the root'}`;
  }
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
}

function describe({ functionName, url, lineNumber }) {
  const place = pathOf(url)
    .replace(DIST, 'dist/')
    .replace(/.*node_modules\//, '');
  return `${functionName || '(anonymous)'}${place === '' ? '' : `  ${place}:${lineNumber + 1}`}`;
}

function pathOf(url) {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}
