/**
 * The way from a folder to its {@link Project}: finds the definition, has it read, and holds what was read against
 * the rules, whatever format it is. Everything that is wrong comes in one report.
 */
import { type DefinitionKind, findDefinition } from './discovery.ts';
import { withoutIdleForeigners } from './idle-functions.ts';
import type { Project } from './model.ts';
import { withSeeds } from './outside-seeds.ts';
import { invalidProject } from './problems.ts';
import type { ReadContext } from './read-context.ts';
import type { Reading } from './reading.ts';
import { findProjectProblems } from './rules.ts';

type Read = (file: string, context: ReadContext) => Promise<Reading>;

/** Each is loaded when a project needs it. */
const READERS: Readonly<Record<DefinitionKind, () => Promise<Read>>> = {
  config: async () => (await import('./config/read.ts')).readConfig,
  template: async () => (await import('./templates/read.ts')).readTemplates,
  cdk: async () => (await import('./cdk/read.ts')).readAssembly,
  serverless: async () => (await import('./serverless/read-project.ts')).readServerlessProject,
  handlers: async () => (await import('./handlers-folder.ts')).readHandlersFolder,
};

/**
 * @param named - the definition that the user names, relative to `context.cwd`.
 * @throws {EmulatorError} `PROJECT_*`
 */
export async function readProject(named: string | undefined, context: ReadContext): Promise<Project> {
  const { kind, file } = await findDefinition(context.cwd, named, context.configEnv);
  const read = await READERS[kind]();
  const reading = await read(file, context);
  const { problems, broken, words, place } = reading;
  const seeded = withSeeds(reading.project, context.seeds ?? {});
  const project = withoutIdleForeigners(seeded, context.checks);
  const all = [...problems];
  for (const { path, at, message } of findProjectProblems(project, context.checks, words, broken)) {
    all.push({ ...(await place(path, at)), message });
  }
  if (all.length > 0) throw invalidProject(all, context.cwd);
  return project;
}
