// SPDX-License-Identifier: MIT

// A server of Connect for Node, over HTTP/1.1 and over HTTP/2, which a client of tern calls: the
// contract comes from that.
//
//   node serve.mjs CLIENT

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { ConnectError } from '@connectrpc/connect';
import { compressionGzip, connectNodeAdapter } from '@connectrpc/connect-node';

const program = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'tern-'));
const written = join(folder, 'contract.binpb');
if (spawnSync(program, ['--descriptors', written], { stdio: 'inherit' }).status !== 0) process.exit(1);
const contract = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(written)));
rmSync(folder, { recursive: true });

// What was sent beside the request comes back in the header fields and in the trailers, with how the
// request came.
function echoMetadata({ requestHeader, requestMethod, responseHeader, responseTrailer }) {
  for (const [name, value] of requestHeader) {
    if (!name.startsWith('x-echo-')) continue;
    responseHeader.append(name, value);
    responseTrailer.append(`x-after-${name.slice(7)}`, value);
  }
  responseHeader.set('x-method', requestMethod);
  const names = ['content-encoding', 'connect-content-encoding', 'grpc-encoding'];
  const encoding = names.map((name) => requestHeader.get(name)).find((value) => value);
  responseHeader.set('x-request', encoding ?? 'identity');
}

const told = ({ text, number, large, payload }) => ({ text, number, large, payload });

const oracle = {
  echo(ask, context) {
    echoMetadata(context);
    return told(ask);
  },

  // Fails with the code whose number is asked for.
  fail(ask, context) {
    echoMetadata(context);
    const detail = { desc: contract.getMessage('wanted.v1.Told'), value: { text: 'why', number: 7 } };
    throw new ConnectError(ask.text, ask.number, { 'x-failed': 'yes' }, [detail]);
  },

  async linger(ask, context) {
    await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
    context.signal.throwIfAborted();
  },

  // `number` replies; then it fails if there is a text.
  async *count(ask, context) {
    echoMetadata(context);
    for (let number = 1; number <= ask.number; ++number) yield { number };
    if (ask.text !== '') throw new ConnectError(ask.text, 10);
  },

  async join(asks) {
    const all = { text: '', number: 0 };
    for await (const ask of asks) {
      all.text += ask.text;
      ++all.number;
    }
    return all;
  },

  async *chat(asks) {
    for await (const ask of asks) yield { text: ask.text };
  },
};

const handler = connectNodeAdapter({
  routes: (router) => router.service(contract.getService('wanted.v1.Oracle'), oracle),
  acceptCompression: [compressionGzip],
  compressMinBytes: 0,
});

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${server.address().port}`;
}

const servers = [http.createServer(handler), http2.createServer(handler)];
const addresses = await Promise.all(servers.map(listen));
const calling = spawn(program, addresses, { stdio: 'inherit' });
calling.once('exit', (code) => process.exit(code ?? 1));
setTimeout(() => {
  console.log('FAILED: the client has not ended after five minutes');
  calling.kill();
}, 300_000).unref();
