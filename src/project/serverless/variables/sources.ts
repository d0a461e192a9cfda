/** Where variables get their values from: the sources that the framework has without asking the cloud. */
import { randomUUID } from 'node:crypto';
import { ownValue } from '../../own.ts';
import { type Node, nodeAt, scalar, written } from '../../source/node.ts';
import { didYouMean } from '../../spelling.ts';
import { cloudSource, isCloudSource } from './cloud-sources.ts';
import { declaredResolver } from './declared-resolvers.ts';
import type { VariableOptions } from './options.ts';
import { type Call, type Resolver, VariableError, type VariableSource } from './resolver.ts';
import { regionOf, stageOf } from './stage.ts';

/** As the framework's, another in every run. */
const INSTANCE_ID = randomUUID();

type SourceTable = Readonly<Record<string, VariableSource>>;

/** @param file - the source of that name. */
export function sourceTable(options: VariableOptions, file: VariableSource): SourceTable {
  return {
    self: selfSource(options),
    file,
    opt: optionSource(options),
    env: {
      read: async ({ address = '', at }) => written(ownValue(options.env, address) ?? null, at),
      missing: ({ address = '' }) =>
        `has no value: the environment variable ${address} is not set; set it, write it into .env, or give a fall-back: \${env:${address}, 'value'}`,
    },
    sls: {
      read: async (call, resolver) => scalar(await ofRun(call, resolver, options), call.at),
      missing: () => 'has no value',
    },
    param: paramSource(options),
    aws: {
      read: async (call, resolver) => readAws(call, resolver, options),
      missing: (call) => cloudSource('aws', options.lookup).missing(call),
    },
    strToBool: {
      read: async ({ parameters: [text = ''], at }) => scalar(toTruth(text), at),
      missing: () => 'has no value',
    },
  };
}

export async function findSource(
  call: Call,
  table: SourceTable,
  resolver: Resolver,
  options: VariableOptions,
): Promise<VariableSource> {
  const { type } = call;
  const known = ownValue(table, type);
  if (known !== undefined) return known;
  const declared = await declaredResolver(call, resolver, options);
  if (declared !== undefined) return declared;
  if (isCloudSource(type)) return cloudSource(type, options.lookup);
  return pluginSource(type, Object.keys(table), options);
}

/** A plugin's, perhaps; the values file may have what it gives. */
function pluginSource(type: string, known: readonly string[], { lookup }: VariableOptions): VariableSource {
  const hint = didYouMean(type, known, `known are ${known.join(', ')}.`);
  return {
    read: cloudSource(type, lookup).read,
    missing: ({ address = '' }) =>
      `has the unknown source "${type}"; ${hint} What a plugin gives stands in emulator.values.yaml: "${type}": { "${address}": "…" }; what is no variable is written \\\${…}`,
  };
}

function selfSource(options: VariableOptions): VariableSource {
  return {
    read: async ({ address, at, trail }, resolver) => {
      const value = await resolver.property(address?.split('.') ?? [], trail);
      // The framework reads `service: { name }` as the name, and so do services that were written for its first versions.
      if (address === 'service' && value?.kind === 'mapping') return nodeAt(value, 'name') ?? value;
      if (value !== undefined) return value;
      // Those two have a value although nobody writes one.
      if (address === 'provider.stage') return scalar(await stageOf(resolver, options, trail), at);
      return address === 'provider.region' ? scalar(await regionOf(resolver, options), at) : undefined;
    },
    missing: ({ address = '' }) =>
      `has no value: there is no ${address} in the service's file; write it there, or give a fall-back: \${self:${address}, 'value'}`,
  };
}

function optionSource({ stage, region }: VariableOptions): VariableSource {
  const given: Readonly<Record<string, string | undefined>> = { stage, region };
  const all = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    read: async ({ address, at }) =>
      written(address === undefined ? all : (ownValue(given, address) ?? null), at),
    missing: ({ address = '' }) => {
      const fallback = `give a fall-back: \${opt:${address}, 'value'}`;
      return Object.hasOwn(given, address)
        ? `has no value: --${address} is not given; start with --${address} <name>, or ${fallback}`
        : `has no value: there is no option --${address} here; ${fallback}`;
    },
  };
}

/** Those of the command line before those of the stage, and these before the default's; row `serverless.param`. */
function paramSource(options: VariableOptions): VariableSource {
  return {
    read: async ({ address = '', at, trail }, resolver) => {
      const given = ownValue(options.params, address);
      if (given !== undefined) return scalar(given, at);
      for (const stage of [await stageOf(resolver, options, trail), 'default']) {
        for (const path of [
          ['stages', stage, 'params'],
          ['params', stage],
        ]) {
          const value = await resolver.property([...path, ...address.split('.')], trail);
          if (value !== undefined && !(value.kind === 'scalar' && value.value === null)) return value;
        }
      }
      return undefined;
    },
    missing: ({ address = '' }) =>
      `has no value: there is no parameter ${address}; write it under "params" or "stages", start with --param "${address}=value", or give a fall-back`,
  };
}

async function ofRun(
  { address, trail }: Call,
  resolver: Resolver,
  options: VariableOptions,
): Promise<string> {
  if (address === 'stage') return stageOf(resolver, options, trail);
  if (address === 'instanceId') return INSTANCE_ID;
  throw new VariableError(
    `\${sls:${address ?? ''}} is unknown; there are \${sls:stage} and \${sls:instanceId}`,
  );
}

async function readAws(call: Call, resolver: Resolver, options: VariableOptions): Promise<Node | undefined> {
  if (call.address === 'accountId') return scalar(options.accountId, call.at);
  if (call.address !== 'region') {
    if (call.address?.includes(':')) return cloudSource('aws', options.lookup).read(call);
    const known = '${aws:accountId}, ${aws:region}, and ${aws:ssm:/path} and its like';
    throw new VariableError(`\${aws:${call.address ?? ''}} is unknown; there are ${known}`);
  }
  return scalar(await regionOf(resolver, options, call.trail), call.at);
}

function toTruth(text: string): boolean {
  if (/^(true|1)$/i.test(text)) return true;
  if (/^(false|0)$/i.test(text)) return false;
  throw new VariableError(`\${strToBool(${text})}: "${text}" is neither true, false, 1 nor 0`);
}
