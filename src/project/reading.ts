/** What a reader of a definition format comes back with. `read-project.ts` holds it against the rules. */
import type { DefinitionPath } from './definition-path.ts';
import type { Project } from './model.ts';
import type { FiledProblem, FilePlace } from './problems.ts';

export interface Reading {
  /** With stand-ins where the definition is broken. */
  readonly project: Project;
  /** What was found while it was read. */
  readonly problems: readonly FiledProblem[];
  /** Paths of the model that are stand-ins, or reported already: what a rule finds there says nothing new. */
  readonly broken: readonly DefinitionPath[];
  readonly words: Words;
  /** Where a part of the model is written; when it is not, what is around it. */
  place(path: DefinitionPath, at?: 'key'): FilePlace | Promise<FilePlace>;
}

/** How a format names what rules talk about. Paths of the model are the same in all formats. */
export interface Words {
  /** A part of the model as the definition names it: `functions.echo.codeUri`, `Resources.Echo.Properties.CodeUri`; or its name. */
  path(path: DefinitionPath, at?: 'key'): string;
  /** A setting of ours as it is written there: `"codeUri"`, `CodeUri`. */
  setting(name: string): string;
  /**
   * What to write, where each format has a way of its own.
   * @param subject - what it is about, as a message names it.
   */
  advice(topic: Topic, subject: string): string;
}

/** What is advised on. */
export type Topic =
  /** There is none. */
  | 'api'
  | 'route'
  /** An API key that no usage plan has: its name. */
  | 'usagePlan'
  /** A table that has no stream: its name in the definition. */
  | 'stream'
  /** A local index without a sort key: which of index and table lacks one. */
  | 'localIndex';
