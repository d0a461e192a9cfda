/** A module that a definition takes a value from: what it exports, or what a function of it returns. Row `serverless.file-module`. */
import { extname } from 'node:path';
import { types } from 'node:util';
import { reasonOf } from '../../../errors.ts';
import type { PlacedProblem } from '../../problems.ts';
import { runModule, takeExport } from '../../source/evaluate-module.ts';
import type { Location } from '../../source/location.ts';
import { moduleLocation, moduleNode } from '../../source/module.ts';
import type { Node } from '../../source/node.ts';
import { Broken, VariableError } from './resolver.ts';

/** What the framework gives functions. */
export interface ProgramContext {
  readonly options: Readonly<Record<string, unknown>>;
  /** @param variable - without its braces. */
  resolveVariable(variable: string): Promise<unknown>;
  resolveConfigurationProperty(path: readonly (string | number)[]): Promise<unknown>;
}

type ProgramRun = { readonly imports: readonly string[] } & (
  | { readonly ok: true; readonly node: Node | undefined }
  | { readonly ok: false; readonly problems: readonly PlacedProblem[] }
);

export function isProgram(file: string): boolean {
  return /^\.[cm]?[jt]s$/.test(extname(file));
}

/** @param address - names of exports and of properties below them. */
export async function runProgram(
  file: string,
  source: string,
  address: string | undefined,
  context: ProgramContext,
): Promise<ProgramRun> {
  const run = await runModule(file, source);
  if (!run.ok) return { ok: false, problems: run.problems, imports: [] };
  const steps = address?.split('.') ?? [];
  const caller = new Caller(context);
  let value = await caller.settle(startOf(run.exported, steps));
  let at: Location = await moduleLocation(file, source);
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return { ok: true, node: undefined, imports: run.imports };
    }
    value = await caller.settle((value as Readonly<Record<string, unknown>>)[step]);
    at = at.below(step);
  }
  const node = value === undefined ? undefined : moduleNode(value, at);
  return { ok: true, node, imports: run.imports };
}

/** All that is exported when the first step names one of it; else what is exported by default. */
function startOf(exported: unknown, [first]: readonly string[]): unknown {
  if (typeof exported !== 'object' || exported === null) return exported;
  if (first !== undefined && first in exported) return { ...exported };
  return takeExport(exported) ?? (types.isModuleNamespaceObject(exported) ? { ...exported } : undefined);
}

/** Calls the first function on the way, and no other. */
class Caller {
  readonly #context: ProgramContext;
  #hasCalled = false;

  constructor(context: ProgramContext) {
    this.#context = context;
  }

  async settle(value: unknown): Promise<unknown> {
    try {
      if (typeof value !== 'function' || this.#hasCalled) return await value;
      this.#hasCalled = true;
      return await value(this.#context);
    } catch (error) {
      if (error instanceof Broken || error instanceof VariableError) throw error;
      throw new VariableError(`the function failed: ${reasonOf(error)}`);
    }
  }
}
