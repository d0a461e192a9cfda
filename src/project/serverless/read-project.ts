/** Reads a service of the Serverless Framework into a project, by way of the stack that it would deploy. */
import { dirname } from 'node:path';
import { accountOf } from '../cloudformation/account.ts';
import { readStacks } from '../cloudformation/read-stacks.ts';
import { invalidProject } from '../problems.ts';
import type { ReadContext } from '../read-context.ts';
import type { Reading } from '../reading.ts';
import { ProblemList } from '../source/problem-list.ts';
import { readValues } from '../values-file.ts';
import { readServerless } from './read.ts';
import { serviceWords } from './words.ts';

/** The name of an API that is not in the model. */
const UNREAD = '';

/**
 * @param file - absolute path.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`; `PROJECT_INVALID` for a text that has no value.
 */
export async function readServerlessProject(file: string, context: ReadContext): Promise<Reading> {
  const { cwd, stage, params, env } = context;
  const folder = dirname(file);
  const problems = new ProblemList();
  const values = await readValues(context.values, folder, cwd);
  const account = accountOf(env, undefined);
  const options = { stage, params, env, accountId: account.accountId, lookup: values.lookup };
  const service = await readServerless(file, options, problems);
  if (!service.ok) throw invalidProject(service.problems, cwd);
  const { stack, region } = service;
  const { parameters, ...loaded } = stack;
  const reading = readStacks({
    format: 'Serverless Framework',
    file,
    root: folder,
    stacks: [
      {
        stack: { ...loaded, nested: new Map() },
        parameters: new Map([...parameters, ...context.parameterOverrides]),
      },
    ],
    transform: (template) => template,
    account: { ...account, region },
    lookup: values.lookup,
    sources: [...service.sources, ...values.sources],
    // The framework's stage is that of its API.
    stage: undefined,
    problems,
    top: service.top,
  });
  // That there is no event for an API is said by the reader, unless it is a consequence of what else is wrong.
  const broken = problems.problems.length === 0 ? reading.broken : [...reading.broken, ['apis', UNREAD]];
  const words = serviceWords(reading.words);
  return { ...reading, broken, words, problems: [...service.problems, ...reading.problems] };
}
