/** A module with settings of esbuild, which a service names beside those that it has itself. */
import { resolve } from 'node:path';
import type { FiledProblem } from '../problems.ts';
import { type Node, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { readText } from '../source/read-definition.ts';
import { esbuildConfigFile, esbuildSettings } from './compile/build.ts';
import type { Service } from './service.ts';
import { runProgram } from './variables/program.ts';
import { VariableError } from './variables/resolver.ts';

export interface EsbuildFile {
  readonly settings: Node | undefined;
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly problems: readonly FiledProblem[];
}

const NONE: EsbuildFile = { settings: undefined, files: [], problems: [] };

/** @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`. */
export async function readEsbuildFile(service: Service, problems: ProblemList): Promise<EsbuildFile> {
  const named = esbuildConfigFile(esbuildSettings(service));
  const name = toText(named);
  if (named === undefined || name === undefined) return NONE;
  const file = resolve(service.folder, name);
  const { stage, region } = service;
  try {
    const run = await runProgram(file, await readText(file), undefined, {
      options: { stage, region },
      resolveVariable: () => Promise.resolve(undefined),
      resolveConfigurationProperty: () => Promise.resolve(undefined),
    });
    const files = [file, ...run.imports];
    if (run.ok) return { settings: run.node, files, problems: [] };
    return { settings: undefined, files, problems: run.problems.map((problem) => ({ file, ...problem })) };
  } catch (error) {
    if (!(error instanceof VariableError)) throw error;
    problems.add(named.at, `${name}: ${error.message}`);
    return NONE;
  }
}
