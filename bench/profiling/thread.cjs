// Profiles the thread that it is loaded in, and writes the profile every few seconds: threads are ended without notice.
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { threadId } = require('node:worker_threads');

const EVERY_MS = 3000;

exports.profileThread = (folder) => {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  const startedAt = Date.now();
  const write = () => {
    session.post('Profiler.stop', (_error, { profile }) => {
      const part = Math.round((Date.now() - startedAt) / EVERY_MS);
      writeFileSync(`${folder}/thread.${threadId}.${part}.cpuprofile`, JSON.stringify(profile));
      session.post('Profiler.start');
    });
  };
  setInterval(write, EVERY_MS).unref();
};
