/** `{{resolve:ssm:/chat/table}}` in a text. */
import { type Scalar, scalar, toText } from '../source/node.ts';
import type { Lookup } from '../values-file.ts';
import type { Evaluation } from './intrinsics/intrinsic.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}/g;

/** @returns the text with the values in it; an unknown one is reported and undefined. */
export function resolveDynamic(
  node: Scalar,
  lookup: Lookup,
  evaluation: Pick<Evaluation, 'problem'>,
): Scalar | undefined {
  if (typeof node.value !== 'string' || !node.value.includes('{{resolve:')) return node;
  let isKnown = true;
  const text = node.value.replaceAll(REFERENCE, (_all, service: string, address: string) => {
    const source = service === 'secretsmanager' ? service : 'ssm';
    // A version may stand behind a parameter's name.
    const value = lookup(source, address) ?? lookup(source, address.replace(/:\d+$/, ''));
    const found = toText(value);
    if (found !== undefined) return found;
    isKnown = false;
    evaluation.problem(
      node.at,
      `it is kept in AWS; give it a value in emulator.values.yaml: ${source}: { "${address}": … }`,
    );
    return '';
  });
  return isKnown ? scalar(text, node.at) : undefined;
}
