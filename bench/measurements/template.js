// Reading a SAM template of 2,000 lines: from its file to the project, in a process of its own each time, beside what
// YAML's parser alone takes for the same text.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../harness/statistics.js';
import { writeTemplate } from './template-text.js';

const run = promisify(execFile);
const LINES = 2000;

export const template = {
  name: 'template',
  title: 'Reading a SAM template',
  needs: 'template',
  figures: {
    project: { label: 'to a project, ms', digits: 0 },
    yaml: { label: 'YAML alone, ms', digits: 0 },
    ratio: { label: 'ratio', digits: 2 },
    functions: { label: 'functions', digits: 0 },
    routes: { label: 'routes', digits: 0 },
    tables: { label: 'tables', digits: 0 },
  },
  main: 'project',
  cases: ({ quick }) => [{ name: `${LINES.toLocaleString('en')} lines`, runs: quick ? 3 : 9 }],
  async measure({ kase: { runs } }) {
    const cwd = await mkdtemp(join(tmpdir(), 'emulator-bench-'));
    try {
      const file = join(cwd, 'template.yaml');
      await writeFile(file, writeTemplate(LINES));
      await writeFile(join(cwd, 'app.js'), 'exports.handler = async () => ({ statusCode: 200 });');
      const [reads, parses] = [[], []];
      for (let i = 0; i < runs; i++) {
        reads.push(await program('read-template.js', cwd));
        parses.push(await program('parse-yaml.js', file));
      }
      const of = (results) => median(results.map(({ ms }) => ms));
      const [functions, routes, tables] = reads[0].counts;
      const [project, yaml] = [of(reads), of(parses)];
      return { project, yaml, ratio: project / yaml, functions, routes, tables };
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  },
};

async function program(name, argument) {
  const path = fileURLToPath(new URL(name, import.meta.url));
  return JSON.parse((await run(process.execPath, [path, argument])).stdout);
}
