/** Reads a template of SAM or CloudFormation. */
import { basename, dirname } from 'node:path';
import { accountOf } from '../cloudformation/account.ts';
import { loadStack } from '../cloudformation/load.ts';
import { readStacks } from '../cloudformation/read-stacks.ts';
import type { LoadedStack } from '../cloudformation/stack.ts';
import { invalidProject } from '../problems.ts';
import type { ReadContext } from '../read-context.ts';
import type { Reading } from '../reading.ts';
import { buildMethodsOf, preferBuilt } from '../sam/built.ts';
import { readSamConfig, type SamConfigReading } from '../sam/samconfig.ts';
import { transformSam, usesSam } from '../sam/transform.ts';
import { Location } from '../source/location.ts';
import { ProblemList } from '../source/problem-list.ts';
import { readValues } from '../values-file.ts';

/**
 * @param file - absolute path.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`; `PROJECT_INVALID` for a text that has no value.
 */
export async function readTemplates(file: string, context: ReadContext): Promise<Reading> {
  const { cwd } = context;
  const folder = dirname(file);
  const problems = new ProblemList();
  const { config, sources: configFiles } = await samConfigOf(folder, context, problems);
  const values = await readValues(context.values, folder, cwd);
  const name = config?.stackName ?? basename(folder);
  const { stack, sources } = await loadStack(file, name, cwd, problems);
  const isSam = usesSam(stack.template);
  const reading = readStacks({
    format: isSam ? 'AWS SAM' : 'CloudFormation',
    file,
    root: folder,
    stacks: [{ stack, parameters: new Map([...(config?.parameters ?? []), ...context.parameterOverrides]) }],
    transform: (template, structure, list) => transformSam(template, { structure, problems: list }),
    account: accountOf(context.env, config?.region),
    lookup: values.lookup,
    sources: [...sources, ...values.sources, ...configFiles],
    stage: context.stage,
    problems,
    top: Location.top(stack.template.at.source),
  });
  return isSam ? withBuilt(reading, stack, context) : reading;
}

async function samConfigOf(
  folder: string,
  { cwd, configEnv }: ReadContext,
  problems: ProblemList,
): Promise<Extract<SamConfigReading, { ok: true }>> {
  const beside = await readSamConfig(folder, { environment: configEnv, problems });
  // One in the folder that the user stands in may name a template elsewhere.
  const isThere = !beside.ok || beside.config !== undefined || folder === cwd;
  const found = isThere ? beside : await readSamConfig(cwd, { environment: configEnv, problems });
  if (!found.ok) throw invalidProject(found.problems, cwd);
  return found;
}

/** Functions that cannot run from their sources run from what `sam build` has made of them. */
function withBuilt(reading: Reading, { template, folder }: LoadedStack, { checks }: ReadContext): Reading {
  const { project } = reading;
  const { functions, notices } = preferBuilt(project.functions, {
    folder,
    buildMethods: buildMethodsOf(template),
    handlerProblem: checks.handlerProblem,
  });
  return { ...reading, project: { ...project, functions, notices: [...project.notices, ...notices] } };
}
