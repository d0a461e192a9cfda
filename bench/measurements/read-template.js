// A process of its own, in which nothing is compiled or warm yet: reads the template.yaml of a folder to a project, as
// `emulator validate` does, and says how long that took, its modules included, and what it found.
import { bundleOf } from '../profiling/bundled.js';

const bundle = bundleOf('readCheckedProject');
const started = performance.now();
const { readCheckedProject } = await import(bundle);
const [cwd] = process.argv.slice(2);
const { functions, apis, tables } = await readCheckedProject({ cwd });
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, counts: [functions.length, apis[0].routes.length, tables.length] }));
