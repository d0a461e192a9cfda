/** What the emulator says about itself, under `/_emulator` on each port. Loaded with the first such request. */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { reasonOf } from '../errors.ts';

/** What is shown; asked anew for each request. */
export interface InspectorSources {
  status(): object;
  /** The local certificate authority, PEM. */
  authority(): Promise<string>;
}

export function createInspector(sources: InspectorSources): Express {
  const app = express();
  app.disable('x-powered-by');
  // A page of another origin that was made to resolve to this machine must not read this.
  app.use('/_emulator', (request, response, next) => {
    if (['localhost', '127.0.0.1', '[::1]'].includes(request.hostname)) return next();
    response.status(403).json({ message: 'Ask by the name localhost.' });
  });
  app.get('/_emulator/status', (_request, response) => {
    response.json(sources.status());
  });
  app.get('/_emulator/ca.pem', async (_request, response) => {
    response.type('application/x-pem-file').send(await sources.authority());
  });
  app.use((request, response) => {
    response
      .status(404)
      .json({ message: `There is no ${request.path}; there is /_emulator/status and /_emulator/ca.pem.` });
  });
  // Express tells an error handler by its four parameters; its own answers with a stack.
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).json({ message: reasonOf(error) });
  });
  return app;
}
