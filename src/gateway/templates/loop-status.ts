/** `$foreach` in a loop of a template. Pure. Row `template.foreach`. */
import { JavaObject } from './values.ts';

/** @param parent - `$foreach` of the loop around this one. */
export function loopStatus(index: number, length: number, parent: unknown): JavaObject {
  const hasNext = index + 1 < length;
  const status = { index, count: index + 1, hasNext, first: index === 0, last: !hasNext, parent };
  return new JavaObject('$foreach', status, {
    hasNext: () => hasNext,
    getIndex: () => index,
    getCount: () => index + 1,
    isFirst: () => index === 0,
    isLast: () => !hasNext,
  });
}
