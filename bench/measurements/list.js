// All measurements, in the order in which they are run and shown.
import { bridge } from './bridge.js';
import { broadcast } from './broadcast.js';
import { coldStart } from './cold-start.js';
import { dynamodb } from './dynamodb.js';
import { echo } from './echo.js';
import { idle } from './idle.js';
import { longRun } from './long-run.js';
import { pool } from './pool.js';
import { posts } from './posts.js';
import { reload } from './reload.js';
import { routes } from './routes.js';
import { startUp } from './start-up.js';
import { storm } from './storm.js';
import { template } from './template.js';

export const measurements = [
  startUp,
  echo,
  routes,
  broadcast,
  storm,
  idle,
  coldStart,
  reload,
  template,
  dynamodb,
  posts,
  bridge,
  longRun,
  pool,
];
