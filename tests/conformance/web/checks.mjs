// SPDX-License-Identifier: MIT

// Checks with names, and the processes and waits that they need.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const patience_ms = 15_000; // until a condition that must come true counts as a failure

/** @type {{title: string, run: () => Promise<void>}[]} */
const checks = [];

export function check(title, run) {
  checks.push({ title, run });
}

export function expect(holds, what, got) {
  if (!holds) throw new Error(got === undefined ? what : `${what}: ${typeof got === 'string' ? got : JSON.stringify(got)}`);
}

export function expectEqual(got, wanted, what) {
  const [a, b] = [got, wanted].map((value) => JSON.stringify(value));
  expect(a === b, `${what} is ${a}, expected ${b}`);
}

/** Asks until the answer is a true one, and gives it. */
export async function until(what, condition) {
  const end = Date.now() + patience_ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${patience_ms / 1000} s in vain: ${what}`);
    await sleep(20);
  }
}

/** What a promise is rejected with; nothing if it is kept. */
export async function failureOf(promise) {
  try {
    await promise;
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

export async function collect(stream) {
  const all = [];
  for await (const each of stream) all.push(each);
  return all;
}

/** Runs a program to its end. */
export async function outputOf(argv, input = '') {
  const child = spawn(argv[0], argv.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (errors += data));
  child.stdin.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), patience_ms);
  const [code] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...how) => resolve(how));
  });
  clearTimeout(timer);
  return { code, output, errors };
}

/** A server that says in its first line where it listens. */
export class Server {
  static running = new Set();

  static async start(program, ...options) {
    const server = new Server();
    server.child = spawn(program, options, { stdio: ['ignore', 'pipe', 'inherit'] });
    server.ended = new Promise((resolve) => server.child.on('close', (code, signal) => resolve(signal ?? code)));
    Server.running.add(server);
    const lines = createInterface({ input: server.child.stdout });
    server.url = await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      server.ended.then((how) => reject(new Error(`the server ended at once: ${how}`)));
    });
    return server;
  }

  get port() {
    return new URL(this.url).port;
  }

  /** Ends it as a person would. @returns its exit code */
  async stop() {
    Server.running.delete(this);
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

/** Runs the checks, those whose titles contain one of `only` if there are any; the number that failed. */
export async function runAll(only) {
  const failed = [];
  let count = 0;
  const start = Date.now();
  for (const { title, run } of checks) {
    if (only.length > 0 && !only.some((part) => title.includes(part))) continue;
    ++count;
    const began = Date.now();
    let problem;
    const timer = new AbortController();
    try {
      await Promise.race([
        run(),
        sleep(4 * patience_ms, undefined, { signal: timer.signal, ref: false }).then(() => {
          throw new Error('it takes too long');
        }),
      ]);
    } catch (thrown) {
      problem = thrown;
    }
    timer.abort();
    console.log(`${problem ? 'FAIL' : 'pass'}  ${title} (${((Date.now() - began) / 1000).toFixed(2)} s)`);
    if (problem) {
      failed.push(title);
      console.log(`      ${problem.stack ?? problem}`.replaceAll('\n', '\n      '));
    }
  }
  for (const title of failed) console.log(`failed: ${title}`);
  console.log(`${count - failed.length} passed, ${failed.length} failed in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return count === 0 ? 1 : failed.length;
}
