// The real binary on a free port with a data folder of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.STEWARD_BINARY ?? fileURLToPath(new URL('../../../target/debug/steward', import.meta.url));
const START_PATIENCE_MS = 120_000;
const POLL_MS = 100;

const pause = ms => new Promise(done => setTimeout(done, ms));

function freePort() {
  return new Promise((found, failed) => {
    const socket = createServer();
    socket.on('error', failed);
    socket.listen(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => found(port));
    });
  });
}

export class Server {
  // With a year of data, and mail that stays in the house.
  static demo() { return Server.start(['demo']); }

  // As it is before anybody has set it up.
  static empty() { return Server.start([]); }

  static async start(words) {
    const server = new Server();
    server.folder = await mkdtemp(join(tmpdir(), 'steward-browser-'));
    server.url = `http://127.0.0.1:${await freePort()}`;
    const { DATABASE_URL, ...rest } = process.env;
    const env = { ...rest, STEWARD_LISTEN: server.url.slice('http://'.length), STEWARD_DATA: server.folder, NO_COLOR: '1' };
    const log = openSync(join(server.folder, 'log'), 'w');
    server.program = spawn(BINARY, words, { cwd: server.folder, env, stdio: ['ignore', log, log] });
    server.program.on('error', error => { server.trouble = error; });
    server.ended = new Promise(done => server.program.on('exit', done));
    // A run that is interrupted leaves nothing behind.
    process.once('exit', () => server.program.kill('SIGKILL'));
    await server.ready();
    return server;
  }

  async ready() {
    const until = Date.now() + START_PATIENCE_MS;
    while (Date.now() < until && this.program.exitCode === null && !this.trouble) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await pause(POLL_MS);
    }
    throw new Error(`the server did not start: ${this.trouble ?? ''}\n${await this.log()}`);
  }

  // What it has printed and logged.
  log() { return readFile(join(this.folder, 'log'), 'utf8'); }

  async stop() {
    this.program.kill('SIGTERM');
    await Promise.race([this.ended, pause(10_000).then(() => this.program.kill('SIGKILL'))]);
    await rm(this.folder, { recursive: true, force: true });
  }
}
