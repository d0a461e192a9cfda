/** Lets a debugger stop at the first statement of the handler's module. Row `lambda.debug-brk`. */
import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';

/**
 * @param base - the module's file, but for its extension.
 * @returns what takes the breakpoint away again.
 */
export function breakAtStart(base: string): () => void {
  const session = new Session();
  session.connect();
  session.post('Debugger.enable');
  const file = pathToFileURL(base).href.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  session.post('Debugger.setBreakpointByUrl', { lineNumber: 0, urlRegex: `^${file}(\\.[cm]?js)?$` });
  return () => session.disconnect();
}
