// A process of its own, in which nothing is compiled or warm yet: reads the template.yaml of a folder to a project, and
// says how long that took and what it found. The modules are loaded one by one, not from the bundle that is published.
const started = performance.now();
const [{ readProject }, { handlerProblem }] = await Promise.all([
  import('../../dist/project/read-project.js'),
  import('../../dist/lambda/handler-file.js'),
]);
const checks = {
  handlerProblem,
  modelProblem: () => undefined,
  templateProblem: () => undefined,
  responseKeyProblem: () => undefined,
};
const [cwd] = process.argv.slice(2);
const context = { cwd, parameterOverrides: new Map(), params: {}, env: {}, checks };
const { functions, apis, tables } = await readProject('template.yaml', context);
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, counts: [functions.length, apis[0].routes.length, tables.length] }));
