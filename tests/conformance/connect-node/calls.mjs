// SPDX-License-Identifier: MIT

// Calls a server of tern with Connect's client for Node, in every protocol, HTTP version, form of
// messages and compression that it has. The contract comes from the server itself.
//
//   node calls.mjs SERVER

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient, decodeBinaryHeader, encodeBinaryHeader } from '@connectrpc/connect';
import {
  compressionGzip,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';

const protocols = [
  { name: 'Connect', make: createConnectTransport },
  { name: 'Connect as GET', make: (how) => createConnectTransport({ ...how, useHttpGet: true }) },
  { name: 'gRPC-Web', make: createGrpcWebTransport },
  { name: 'gRPC', make: createGrpcTransport, versions: ['2'] },
];

async function* several(values) {
  for (const value of values) yield value;
}

async function collect(stream) {
  const all = [];
  for await (const each of stream) all.push(each);
  return all;
}

async function failure(call) {
  try {
    await call();
  } catch (thrown) {
    return ConnectError.from(thrown);
  }
  return undefined;
}

function expect(holds, what, got) {
  if (!holds) throw new Error(`${what}: ${String(got)}`);
}

// What is tried, by name. A case that needs both directions at once needs HTTP/2.
const cases = {
  async 'a unary call with its metadata'(client) {
    const bytes = new Uint8Array([0, 255, 7]);
    let headers;
    let trailers;
    const told = await client.echo(
      { text: 'Ada \u00e9 \u{1f600}', number: -3, large: 9007199254740993n, payload: bytes },
      {
        headers: { 'x-echo-text': 'blue', 'x-echo-raw-bin': encodeBinaryHeader(bytes) },
        onHeader: (got) => (headers = got),
        onTrailer: (got) => (trailers = got),
      },
    );
    expect(told.text === 'Ada \u00e9 \u{1f600}' && told.number === -3, 'the reply', told.text);
    expect(told.large === 9007199254740993n, 'a large number', told.large);
    expect(told.payload.join() === bytes.join(), 'bytes', told.payload);
    for (const [fields, prefix] of [[headers, 'x-echo-'], [trailers, 'x-after-']]) {
      expect(fields.get(`${prefix}text`) === 'blue', `${prefix}text`, fields.get(`${prefix}text`));
      const raw = decodeBinaryHeader(fields.get(`${prefix}raw-bin`));
      expect(raw.join() === bytes.join(), `${prefix}raw-bin`, raw);
    }
  },

  async 'the way that it goes'(client, how) {
    let headers;
    const text = 'long '.repeat(100);
    await client.echo({ text }, { onHeader: (got) => (headers = got) });
    // Only an answer to a GET says on what it depends.
    const got = headers.get('vary') === 'accept-encoding';
    expect(got === (how.name === 'Connect as GET'), 'the method', got ? 'GET' : 'POST');
    const asked = headers.get('x-request');
    expect(asked === (how.gzip ? 'compressed' : 'plain'), 'the request', asked);
    const told = headers.get(how.name.startsWith('Connect') ? 'content-encoding' : 'grpc-encoding');
    expect(told === (how.gzip ? 'gzip' : null), 'the encoding of the reply', told);
  },

  async 'an empty message'(client) {
    const told = await client.echo({});
    expect(told.text === '' && told.number === 0, 'the reply', told.text);
  },

  async 'a long message'(client, how) {
    if (how.name === 'Connect as GET') return; // too long for a header
    const text = 'long '.repeat(100_000);
    expect((await client.echo({ text })).text === text, 'the reply', 'another one');
  },

  async 'every code, with its text and its details'(client) {
    for (let number = 1; number <= 16; ++number) {
      const failed = await failure(() => client.fail({ number, text: `code "${number}"\r\n\u00e9` }));
      expect(failed?.code === number, `code ${number}`, failed);
      expect(failed.rawMessage === `code "${number}"\r\n\u00e9`, `text ${number}`, failed.rawMessage);
      const [detail] = failed.details;
      expect(detail?.type === 'google.rpc.ErrorInfo', `detail ${number}`, JSON.stringify(detail));
    }
  },

  async 'metadata of a failure'(client) {
    const failed = await failure(() =>
      client.fail({ number: 5, text: 'x' }, { headers: { 'x-echo-text': 'blue' } }));
    expect(failed?.metadata.get('x-after-text') === 'blue', 'a trailer', failed);
  },

  async 'a deadline'(client) {
    const failed = await failure(() => client.linger({}, { timeoutMs: 100 }));
    expect(failed?.code === Code.DeadlineExceeded, 'the code', failed);
  },

  async 'a call that is given up'(client) {
    const given = new AbortController();
    setTimeout(() => given.abort(), 50);
    const failed = await failure(() => client.linger({}, { signal: given.signal }));
    expect(failed?.code === Code.Canceled, 'the code', failed);
    expect((await client.echo({ text: 'a' })).text === 'a', 'the next call', 'another reply');
  },

  async 'a stream of replies'(client) {
    let trailers;
    const told = await collect(client.count({ number: 20 },
      { headers: { 'x-echo-text': 'blue' }, onTrailer: (got) => (trailers = got) }));
    expect(told.map((each) => each.number).join() === [...Array(20).keys()].map((i) => i + 1).join(),
      'the replies', told.length);
    expect(trailers.get('x-after-text') === 'blue', 'a trailer', trailers.get('x-after-text'));
    expect((await collect(client.count({}))).length === 0, 'no replies', 'some');
  },

  async 'a stream that fails behind its replies'(client) {
    const told = [];
    const failed = await failure(async () => {
      for await (const each of client.count({ number: 2, text: 'enough' })) told.push(each.number);
    });
    expect(told.join() === '1,2', 'the replies', told);
    expect(failed?.code === Code.Aborted && failed.rawMessage === 'enough', 'the failure', failed);
  },

  async 'a stream of requests'(client) {
    const told = await client.join(several([{ text: 'a' }, { text: 'b' }, { text: 'c' }]));
    expect(told.text === 'abc' && told.number === 3, 'the reply', told.text);
    expect((await client.join(several([]))).number === 0, 'the reply to none', 'another one');
  },

  async 'both sides at once'(client, how) {
    if (how.httpVersion !== '2') return;
    let answered;
    async function* asks() {
      yield { text: 'a' };
      await new Promise((resolve) => (answered = resolve)); // the second waits for the first reply
      yield { text: 'b' };
    }
    const told = [];
    for await (const each of client.chat(asks())) {
      told.push(each.text);
      answered?.();
    }
    expect(told.join() === 'a,b', 'the replies', told);
  },
};

// ---- all of them, over everything ------------------------------------------------------------

const program = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'tern-'));
const written = join(folder, 'contract.binpb');
if (spawnSync(program, ['--descriptors', written], { stdio: 'inherit' }).status !== 0) process.exit(1);
const contract = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(written)));
rmSync(folder, { recursive: true });
const Oracle = contract.getService('wanted.v1.Oracle');

const server = spawn(program, [], { stdio: ['ignore', 'pipe', 'inherit'] });
const [address] = await new Promise((resolve) =>
  createInterface({ input: server.stdout }).once('line', (line) => resolve([line])));

let passed = 0;
let failed = 0;
for (const { name, make, versions = ['1.1', '2'] } of protocols) {
  for (const httpVersion of versions) {
    for (const useBinaryFormat of [true, false]) {
      for (const gzip of [false, true]) {
        const how = { name, httpVersion, gzip };
        const transport = make({
          baseUrl: `http://${address}`,
          httpVersion,
          useBinaryFormat,
          compressMinBytes: 0,
          sendCompression: gzip ? compressionGzip : null,
          acceptCompression: gzip ? [compressionGzip] : [],
        });
        const client = createClient(Oracle, transport);
        for (const [title, run] of Object.entries(cases)) {
          try {
            await run(client, how);
            ++passed;
          } catch (thrown) {
            ++failed;
            const form = useBinaryFormat ? 'proto' : 'JSON';
            const where = `${name}, HTTP/${httpVersion}, ${form}, ${gzip ? 'gzip' : 'identity'}`;
            console.log(`FAILED: ${where}: ${title}: ${thrown.message}`);
          }
        }
      }
    }
  }
}
server.kill();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
