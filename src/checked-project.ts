/** The project in a folder, held against the rules with what only other rooms can tell. */
import { resolve } from 'node:path';
import type { Project } from './project/model.ts';
import { withTimeouts } from './project/named-function.ts';
import { readProject } from './project/read-project.ts';
import { withOutsideVariables } from './project/variables/outside.ts';
import { PROJECT_CHECKS } from './project-checks.ts';
import type { ReadOptions } from './start-options.ts';

/** @throws {EmulatorError} `PROJECT_*`, `FUNCTION_UNKNOWN` for a timeout of none. */
export async function readCheckedProject(options: ReadOptions): Promise<Project> {
  const { config, stage, configEnv, passthrough = [], parameterOverrides = {}, params = {} } = options;
  const cwd = resolve(options.cwd ?? '.');
  const read = await readProject(config, {
    cwd,
    stage,
    parameterOverrides: new Map(Object.entries(parameterOverrides)),
    configEnv,
    params,
    values: options.values && resolve(cwd, options.values),
    seeds: absolute(options.seeds ?? {}, cwd),
    env: process.env,
    checks: PROJECT_CHECKS,
  });
  const project = withTimeouts(await withOutsideVariables(read, cwd, options), options.timeouts ?? {});
  return { ...project, passthrough: [...new Set([...project.passthrough, ...passthrough])] };
}

function absolute(seeds: NonNullable<ReadOptions['seeds']>, cwd: string): Record<string, string[]> {
  const entries = Object.entries(seeds);
  return Object.fromEntries(
    entries.map(([table, files]) => [table, files.map((file) => resolve(cwd, file))]),
  );
}
