/** What is wrong in faults whose values, each by itself, are right: nothing goes wrong, or two things at once. */
import type { DefinitionPath } from '../definition-path.ts';
import type { FaultSettings } from '../fault-model.ts';
import { formatPath, type Problem } from '../problems.ts';

export function faultContradictions(settings: FaultSettings, path: DefinitionPath): Problem[] {
  const { lambda = {}, connections, dynamodb, network } = settings;
  const ofLambda = Object.entries(lambda).flatMap(([name, { delay, error, throttle, timeout }]) =>
    contradictions({ error, throttle, timeout }, delay, [...path, 'lambda', name]),
  );
  const others: Problem[] = [];
  if (connections !== undefined) {
    const { gone, drop, delay } = connections;
    others.push(...contradictions({ gone, drop }, delay, [...path, 'connections']));
  }
  if (dynamodb !== undefined) {
    const { error, throttle, delay } = dynamodb;
    others.push(...contradictions({ error, throttle }, delay, [...path, 'dynamodb']));
  }
  const found = [...ofLambda, ...others];
  if (Object.keys(lambda).length > 0 || connections || dynamodb || network) return found;
  const sentence = 'there is no fault; write "lambda", "connections", "dynamodb" or "network"';
  return [...found, problem(path, sentence)];
}

/** @param ends - what each of them says that happens in place of what was asked for. */
function contradictions(ends: object, delay: number | undefined, path: DefinitionPath): Problem[] {
  const chosen = Object.entries(ends).flatMap(([key, value]) => (value ? [`"${key}"`] : []));
  if (chosen.length > 1) {
    return [problem(path, `${chosen.join(' and ')} exclude each other; leave one out`)];
  }
  if (chosen.length === 1 || delay !== undefined) return [];
  const known = [...Object.keys(ends), 'delay'].map((key) => `"${key}"`).join(', ');
  return [problem(path, `nothing goes wrong; write one of ${known}`)];
}

function problem(path: DefinitionPath, sentence: string): Problem {
  const where = formatPath(path);
  return { path, message: where === '' ? sentence : `${where}: ${sentence}` };
}
