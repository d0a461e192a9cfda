// serverless-offline with osls, the Serverless Framework's fork that asks for no login. Installed from npm when it is
// first measured, into the user's temporary folder; what it serves are the handlers of bench/project.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGES = ['osls@4.3.1', 'serverless-offline@14.8.2'];
const FOLDER = join(tmpdir(), `emulator-bench-${PACKAGES.join('-')}`);
const HANDLERS = fileURLToPath(new URL('../project/handlers', import.meta.url));

export function serverlessOffline(name, flags, atMost) {
  return {
    name,
    can: ['start-up', 'echo', 'idle', 'broadcast', 'storm'],
    atMost,
    quick: [],
    prepare: install,
    announcesEarly: true,
    command: ({ project, port, freePorts: [http, lambda] }) => ({
      program: process.execPath,
      args: [
        join(FOLDER, 'node_modules/osls/bin/serverless.js'),
        ...['offline', 'start', '--host', '127.0.0.1', '--noAuth', '--config', `${project}.yml`],
        ...['--websocketPort', port, '--httpPort', http, '--lambdaPort', lambda].map(String),
        ...flags,
      ],
      cwd: FOLDER,
      env: { ENDPOINT: `http://127.0.0.1:${port}`, SLS_ANALYTICS_URL: '', SLS_TRACKING_DISABLED: '1' },
    }),
  };
}

let installed;

function install() {
  installed ??= installOnce();
  return installed;
}

async function installOnce() {
  if (!existsSync(join(FOLDER, 'node_modules/osls'))) {
    console.error(`installing ${PACKAGES.join(' and ')} in ${FOLDER}`);
    await mkdir(FOLDER, { recursive: true });
    await writeFile(join(FOLDER, 'package.json'), '{ "private": true }\n');
    const args = [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--legacy-peer-deps',
      ...PACKAGES,
    ];
    await promisify(execFile)('npm', args, { cwd: FOLDER, shell: process.platform === 'win32' });
    await symlink(HANDLERS, join(FOLDER, 'handlers'), 'junction').catch(() => {});
  }
  // It refuses connections to an API that has no $connect.
  await writeFile(join(FOLDER, 'echo.yml'), definition({ noop: ['$connect'], echo: ['echo'] }));
  const chat = { connect: ['$connect'], disconnect: ['$disconnect'], broadcast: ['broadcast'] };
  await writeFile(join(FOLDER, 'chat.yml'), definition(chat));
}

/** @param functions - the routes of each, by name. */
function definition(functions) {
  const variables = ['ENDPOINT', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  return JSON.stringify({
    service: 'bench',
    frameworkVersion: '*',
    plugins: ['serverless-offline'],
    provider: {
      name: 'aws',
      runtime: 'nodejs20.x',
      region: 'us-east-1',
      timeout: 29,
      websocketsApiRouteSelectionExpression: '$request.body.action',
      environment: Object.fromEntries(variables.map((name) => [name, `\${env:${name}, ''}`])),
    },
    functions: Object.fromEntries(
      Object.entries(functions).map(([name, routes]) => [
        name,
        { handler: `handlers/${name}.handler`, events: routes.map((route) => ({ websocket: { route } })) },
      ]),
    ),
  });
}
