/** A handler string (`[folder/]module.export[.path]`), taken apart as Lambda's Node.js runtime does it. */
import { basename } from 'node:path';
import { RuntimeError } from './errors.ts';

export interface HandlerName {
  /** `src/fns/` in `src/fns/ws.handler`; empty when there is no folder. */
  readonly moduleRoot: string;
  /** `ws` */
  readonly module: string;
  /** `['handler']` */
  readonly exportPath: readonly string[];
}

/** @throws {RuntimeError} `Runtime.MalformedHandlerName` */
export function parseHandlerName(handler: string): HandlerName {
  if (handler.includes('..')) {
    throw new RuntimeError(
      'Runtime.MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const name = basename(handler);
  const match = /^([^.]*)\.(.*)$/.exec(name);
  if (match === null) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const [, module = '', exportPath = ''] = match;
  return {
    // Where the name is first found, as Lambda's runtime has it.
    moduleRoot: handler.slice(0, handler.indexOf(name)),
    module,
    exportPath: exportPath.split('.'),
  };
}

/** What may follow the module's name in its file's, in the order in which Lambda looks. */
export const MODULE_EXTENSIONS = ['', '.js', '.mjs', '.cjs'] as const;
