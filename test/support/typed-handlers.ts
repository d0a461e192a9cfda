/** Projects of one function whose handler is TypeScript, for tests of what becomes of it. */
import { join } from 'node:path';
import type { BuildSettings, EmulatorConfig } from 'apigateway-websocket-emulator';
import { expect } from 'vitest';
import { connect } from './client.ts';
import { type TestEmulator, useEmulator } from './emulator.ts';
import { functionIn, useLambda } from './lambda.ts';
import { type Files, type SmallProject, useFiles, useProject } from './project.ts';

/** One of each generation. */
export const RUNTIMES = ['nodejs22.x', 'nodejs24.x'];

type FunctionConfig = Partial<EmulatorConfig['functions'][string]>;

/** A project of the function `go`, which is `go.handler` in these files. */
export function projectOf(files: Files, fn: FunctionConfig = {}): SmallProject {
  return {
    routes: {},
    files,
    api: { routes: { go: { function: 'go', routeResponse: true } } },
    config: { functions: { go: { handler: 'go.handler', ...fn } } },
  };
}

/** Starts it; `send` invokes the function. */
export async function startTyped(files: Files, fn?: FunctionConfig) {
  const cwd = await useProject(projectOf(files, fn));
  const emulator = Object.assign(await useEmulator({ cwd }), { cwd });
  return { emulator, send: await senderOf(emulator) };
}

/** What invokes `go`: the body it answered with, and the error that it ended with. */
export async function senderOf(emulator: TestEmulator) {
  const client = await connect(emulator.url);
  let sent = 0;
  return async (message: object = {}) => {
    client.send({ action: 'go', ...message });
    const body = await client.next();
    const ends = () => emulator.facts.of('invocation.ended');
    const index = sent++;
    await emulator.facts.next('invocation.ended', () => ends().length > index);
    return { body, error: ends()[index]?.error };
  };
}

/** A handler that answers with the JSON of an expression. */
export function tell(expression: string, before = ''): string {
  return `${before}
interface Event { readonly body: string }
export const handler = async (event: Event): Promise<{ body: string }> => ({ body: JSON.stringify(${expression}) });
`;
}

/** What such a handler tells, by Lambda alone; once for each runtime. */
export async function toldBy(
  cwd: string,
  runtimes: readonly string[],
  { handler = 'go.handler', codeUri = '.', layers = [] }: FunctionConfig = {},
  build?: BuildSettings,
): Promise<unknown[]> {
  const functions = runtimes.map((runtime) =>
    functionIn(cwd, {
      name: runtime,
      runtime,
      handler,
      codeUri: join(cwd, codeUri),
      layers: layers.map((layer) => join(cwd, layer)),
      ...(build && { build }),
    }),
  );
  const { lambda } = useLambda(cwd, { functions });
  const answers: unknown[] = [];
  for (const { name } of functions) {
    const invoked = await lambda.invoke(name, '{"body":"{}"}');
    expect(invoked).toMatchObject({ ok: true });
    answers.push('payload' in invoked ? JSON.parse(JSON.parse(invoked.payload).body) : undefined);
  }
  return answers;
}

/** What it tells on each generation of the runtime, which is the same. */
export async function told(files: Files, fn?: FunctionConfig): Promise<unknown> {
  return same(await toldBy(await useFiles(files), RUNTIMES, fn));
}

/** The one value that all of these are. */
export function same(values: readonly unknown[]): unknown {
  for (const value of values) expect(value).toEqual(values[0]);
  return values[0];
}
