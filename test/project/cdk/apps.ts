/** Apps of the CDK for tests: copies of the one in `test/projects`, and small assemblies. */
import { cp, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Project } from '../../../src/project/model.ts';
import { type Files, useFiles, useFolder } from '../../support/project.ts';

const CHAT = fileURLToPath(new URL('../../projects/cdk-chat', import.meta.url));

/** A copy whose assembly is newer than its sources. */
export async function useChat(): Promise<string> {
  const folder = await useFolder();
  await cp(CHAT, folder, { recursive: true });
  const past = new Date(Date.now() - 60_000);
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.startsWith('cdk.out')) await utimes(join(folder, file), past, past);
  }
  return folder;
}

/** As if the file had been saved after the assembly was made. */
export async function saveLater(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  const later = new Date(Date.now() + 60_000);
  await utimes(file, later, later);
}

type Resources = Readonly<Record<string, object>>;

export interface SmallStack {
  readonly resources: Resources;
  readonly template?: object;
  readonly stackName?: string;
  readonly environment?: string;
  /** Parameters that the app gives. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The files of an assembly of these stacks, below a folder. */
export function assemblyOf(stacks: Readonly<Record<string, SmallStack>>, folder = 'cdk.out'): Files {
  const artifacts = Object.entries(stacks).map(([id, stack]) => {
    const { stackName, environment = 'aws://unknown-account/unknown-region', parameters } = stack;
    const properties = { templateFile: `${id}.template.json`, stackName, parameters };
    return [id, { type: 'aws:cloudformation:stack', environment, properties }];
  });
  const templates = Object.entries(stacks).map(([id, { resources, template }]) => [
    `${folder}/${id}.template.json`,
    { Resources: resources, ...template },
  ]);
  return {
    [`${folder}/manifest.json`]: { version: '48.0.0', artifacts: Object.fromEntries(artifacts) },
    ...Object.fromEntries(templates),
  };
}

/** An app in a folder with these stacks and files. */
export function useApp(stacks: Readonly<Record<string, SmallStack>>, files: Files = {}): Promise<string> {
  return useFiles({ 'cdk.json': '{ "app": "node bin/app.js" }', ...assemblyOf(stacks), ...files });
}

export const API: Resources = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'chat', ProtocolType: 'WEBSOCKET' } },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: 'dev' } },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: '$default',
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Echo' }]] },
    },
  },
  Echo: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'MOCK' },
  },
};

/** A function whose code is an asset. */
export function functionOf(asset: string, properties: object = {}, construct = 'App/Fn/Resource'): object {
  const path = asset.includes('/') ? asset : `asset.${asset}`;
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
      ...properties,
    },
    Metadata: { 'aws:cdk:path': construct, 'aws:asset:path': path, 'aws:asset:property': 'Code' },
  };
}

/** Where each function's code is, relative to the app. */
export function codeOf({ functions, root }: Project): Record<string, string> {
  const relative = (path: string) => path.slice(root.length + 1);
  return Object.fromEntries(
    functions.map(({ name, codeUri, build }) => [name, relative(build?.entryPoint ?? codeUri)]),
  );
}
