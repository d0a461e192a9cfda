/**
 * Faults on the command line: `lambda:SendMessage:delay=500`, `connections:gone`, `dynamodb:throttle,table=Things`,
 * `network:latency=200`. Row `fault.flag`.
 */
import { EmulatorError } from '../errors.ts';
import { findFaultProblems } from '../project/config/check-faults.ts';
import type { FaultSettings } from '../project/fault-model.ts';

const FORMS =
  'expected lambda:<function or *>:<what>, connections:<what>, dynamodb:<what> or network:latency=<ms>, such as lambda:SendMessage:delay=500 or dynamodb:throttle,table=Connections';

const NUMBERS: readonly string[] = ['delay', 'times', 'latency'];

/** @throws {EmulatorError} `FAULT_INVALID` */
export function parseFault(text: string): FaultSettings {
  const settings = parse(text);
  const [problem] = settings === undefined ? [FORMS] : findFaultProblems(settings);
  if (problem !== undefined) {
    throw EmulatorError.of('FAULT_INVALID', { problem: `--fault ${JSON.stringify(text)}: ${problem}` });
  }
  // It has the shape, for nothing is wrong with it.
  return settings as FaultSettings;
}

function parse(text: string): Record<string, unknown> | undefined {
  const [, functionName, ofLambda] = /^lambda:([^:]+):(.+)$/s.exec(text) ?? [];
  if (functionName !== undefined) return { lambda: { [functionName]: readValues(ofLambda ?? '') } };
  const [, service, what] = /^(connections|dynamodb|network):(.+)$/s.exec(text) ?? [];
  return service === undefined ? undefined : { [service]: readValues(what ?? '') };
}

/** `throttle,times=3`; a comma that no key follows is part of a message. */
function readValues(text: string): Record<string, unknown> {
  const entries = text.split(/,(?=\w+(?:=|,|$))/).map((part): [string, unknown] => {
    const [, key = part, value] = /^(\w+)=(.*)$/s.exec(part) ?? [];
    return [key, value === undefined || value === 'true' ? true : readValue(key, value)];
  });
  return Object.fromEntries(entries);
}

function readValue(key: string, value: string): unknown {
  if (value === 'false') return false;
  return NUMBERS.includes(key) && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
}
