/** Which part of an `#if` counts. Pure. Row `template.conditions`. */
import { isTrue } from './operators.ts';
import { type Expression, isBlock, type Node } from './syntax.ts';

/** @param body - what stands between `#if` and `#end`, `#elseif` and `#else` among it. */
export function chosenBranch(
  condition: Expression,
  body: readonly Node[],
  evaluate: (expression: Expression) => unknown,
): readonly Node[] {
  const chosen: Node[] = [];
  let isChosen = isTrue(evaluate(condition));
  for (const node of body) {
    const isPlain = typeof node === 'string' || isBlock(node);
    if (isPlain || (node.type !== 'else' && node.type !== 'elseif')) {
      if (isChosen) chosen.push(node);
    } else if (isChosen) return chosen;
    else isChosen = node.type !== 'elseif' || isTrue(evaluate(node.condition));
  }
  return chosen;
}
