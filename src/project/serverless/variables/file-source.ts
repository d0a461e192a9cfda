/** `${file(./config.yml):key}`: other files, and modules that are run. Rows `serverless.file*`. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { extname, resolve } from 'node:path';
import { codeOf, reasonOf } from '../../../errors.ts';
import type { FiledProblem, PlacedProblem } from '../../problems.ts';
import { Location } from '../../source/location.ts';
import { type Node, scalar, toValue } from '../../source/node.ts';
import type { VariableOptions } from './options.ts';
import { isProgram, runProgram } from './program.ts';
import { type Call, type Resolver, VariableError, type VariableSource } from './resolver.ts';

export class FileSource implements VariableSource {
  readonly #options: VariableOptions;
  readonly #values = new Map<string, Node | undefined>();
  readonly #files = new Set<string>();
  /** What is wrong inside files, at their own places. */
  readonly problems: FiledProblem[] = [];

  constructor(options: VariableOptions) {
    this.#options = options;
  }

  /** Absolute paths of the files that were read. */
  get files(): readonly string[] {
    return [...this.#files];
  }

  async read(call: Call, resolver: Resolver): Promise<Node | undefined> {
    const file = this.#fileOf(call);
    if (isProgram(file))
      return this.#once(`${file}:${call.address ?? ''}`, () => this.#run(file, call, resolver));
    const content = await this.#once(file, () => this.#load(file, call));
    if (content === undefined || call.address === undefined) return content;
    return resolver.below(content, call.address.split('.'), call.trail);
  }

  missing(call: Call): string {
    const [named = ''] = call.parameters;
    if (!this.#files.has(this.#fileOf(call))) {
      return `has no value: there is no file ${named} in the service's folder; correct the path, or give a fall-back`;
    }
    const what = call.address === undefined ? 'nothing in it' : `no ${call.address}`;
    return `has no value: ${named} has ${what}; write it there, or give a fall-back`;
  }

  #fileOf({ parameters: [path = ''] }: Call): string {
    if (path === '') throw new VariableError('${file()} names no file; write ${file(./config.yml):key}');
    return resolve(this.#options.folder, path.replace(/^~(?=\/)/, homedir()));
  }

  /** Kept when it is done and not before: a function that asks for itself by a detour would wait for itself. */
  async #once(key: string, load: () => Promise<Node | undefined>): Promise<Node | undefined> {
    if (this.#values.has(key)) return this.#values.get(key);
    const value = await load();
    this.#values.set(key, value);
    return value;
  }

  async #load(file: string, call: Call): Promise<Node | undefined> {
    const text = await this.#readIfThere(file);
    if (text === undefined) return undefined;
    const extension = extname(file);
    if (!['.yml', '.yaml', '.json', '.tfstate'].includes(extension)) {
      return scalar(text, Location.top({ file, placeOf: () => ({ line: 1, column: 1 }) }));
    }
    const isYaml = extension.startsWith('.y');
    const parsed = isYaml
      ? (await import('../../source/yaml.ts')).parseYaml(file, text)
      : await (await import('../../source/json.ts')).parseJson(file, text);
    return parsed.ok ? parsed.node : this.#refuse(file, call, parsed.problems);
  }

  async #run(file: string, call: Call, resolver: Resolver): Promise<Node | undefined> {
    const source = await this.#readIfThere(file);
    if (source === undefined) return undefined;
    const { stage, region, params } = this.#options;
    const run = await runProgram(file, source, call.address, {
      options: { stage, region, param: Object.entries(params).map(([name, value]) => `${name}=${value}`) },
      resolveVariable: async (variable) => toValue(await resolver.evaluateText(variable, call)),
      resolveConfigurationProperty: async (path) => {
        const value = await resolver.property(path.map(String), call.trail);
        return value && toValue(await resolver.resolve(value, call.trail));
      },
    });
    for (const imported of run.imports) this.#files.add(imported);
    return run.ok ? run.node : this.#refuse(file, call, run.problems);
  }

  #refuse(file: string, call: Call, problems: readonly PlacedProblem[]): never {
    this.problems.push(...problems.map((problem) => ({ file, ...problem })));
    throw new VariableError(
      `${call.parameters[0]} cannot be read; what is wrong in it is said at its own place`,
    );
  }

  async #readIfThere(file: string): Promise<string | undefined> {
    try {
      const text = await readFile(file, 'utf8');
      this.#files.add(file);
      return text.replace(/^\uFEFF/, '');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw new VariableError(`the file ${file} cannot be read: ${reasonOf(error)}`);
    }
  }
}
