// The same for YAML's parser alone: loaded, compiled and run in a process of its own.
import { readFileSync } from 'node:fs';

const started = performance.now();
const { parseEvents } = await import('js-yaml');
const [file] = process.argv.slice(2);
parseEvents(readFileSync(file, 'utf8'), {});
console.log(JSON.stringify({ ms: performance.now() - started }));
