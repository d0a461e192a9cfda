/** `emulator validate`: says what the project is, or all that is wrong with it, and starts nothing. */
import { Chalk } from 'chalk';
import { readCheckedProject } from '../checked-project.ts';
import { EmulatorError } from '../errors.ts';
import type { Project } from '../project/model.ts';
import { fail } from './failure.ts';
import { onReaderGone } from './output.ts';
import { type ProjectFlags, toReadOptions } from './project-flags.ts';
import { projectSummary } from './project-summary.ts';

export interface ValidateFlags extends ProjectFlags {
  readonly json?: boolean;
}

export async function validate({ json = false, ...flags }: ValidateFlags): Promise<void> {
  onReaderGone(() => process.exit());
  let project: Project;
  try {
    project = await readCheckedProject(await toReadOptions(flags));
  } catch (error) {
    if (json && error instanceof EmulatorError) print(refusal(error));
    return fail(error);
  }
  if (json) print({ valid: true, project });
  else process.stdout.write(projectSummary(project, process.cwd(), new Chalk()));
}

/** The problems one by one, below what the report begins with; what is no definition at all has only a message. */
function refusal({ code, message, problems }: EmulatorError): object {
  const [heading] = message.split(':\n');
  return { valid: false, code, message: problems.length === 0 ? message : heading, problems };
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
